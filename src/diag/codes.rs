//! The codes of all findings: a stable name, a severity and a paragraph for `plenary explain`.

use std::fmt;

use super::Severity;

/// A stable code. Equal codes have equal names.
#[derive(Debug, Clone, Copy)]
pub struct Code(&'static Explained);

#[derive(Debug)]
struct Explained {
    name: &'static str,
    severity: Severity,
    text: &'static str,
}

impl Code {
    /// The name, as it is printed and silenced.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether it stops the build.
    pub fn severity(self) -> Severity {
        self.0.severity
    }

    /// What it means and what to do, for `plenary explain`.
    pub fn explanation(self) -> &'static str {
        self.0.text
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Code {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

/// The code of that name.
pub fn code_named(name: &str) -> Option<Code> {
    CODES.iter().copied().find(|code| code.name() == name)
}

macro_rules! codes {
    ($($severity:ident $constant:ident $name:literal $text:literal;)*) => {
        $(
            #[doc = $text]
            pub const $constant: Code = Code(&Explained { name: $name, severity: Severity::$severity, text: $text });
        )*

        /// Every code.
        pub const CODES: &[Code] = &[$($constant),*];
    };
}

// The constants are used as `codes::NAME` all over the house; the table below is their one definition.
codes! {
    Error NO_SITE "no-site" "There is no `content/site.yaml` below the root folder. Every site has one, with at least a `title`. `plenary new site` writes one; `--root` names another folder.";
    Warning NO_EVENT "no-event" "The site holds no event. An event is a folder with an `event.md`, or `content/event.md` itself for a site of one event. `plenary new event FOLDER` writes one.";
    Error UNREADABLE "unreadable-file" "A file or folder could not be read. The message carries the system's reason: look at its permissions, or whether it vanished while the program was reading.";
    Error CHANGED_MEANWHILE "changed-meanwhile" "A source was changed, or went away, while the site was made of it, again and again. What was published stays as it was. Wait until whatever writes the sources is done, and build again.";
    Error NOT_UTF8 "not-utf8" "A source is not valid UTF-8. Save it as UTF-8 in your editor; a byte order mark is accepted, other encodings are not, since guessing them would garble names.";
    Error TOO_LARGE "file-too-large" "A source file is larger than 32 MiB. A transcript of a whole day is below 2 MiB, so this is nearly always a picture or an export under a wrong name. Split it, or move it out of `content/`.";
    Error LINK_OUTSIDE "link-outside" "A symbolic link leads out of the site's folder, or in a circle, or nowhere. What is published must be inside the folder, so that nothing of your machine is published by mistake. Copy the file in, or remove the link.";
    Error BAD_NAME "bad-name" "The name of a file or folder cannot become a path of the site: it is not UTF-8, or has a back slash or a control character. Rename it.";
    Error YAML_SYNTAX "yaml-syntax" "The YAML of a front matter or of a `.yaml` file cannot be read. Frequent causes: a tab for indentation (use spaces), a full-width colon after a key (use `: `), a value that begins with a quotation mark and goes on behind the closing one (quote the whole value), a missing space after the colon.";
    Error YAML_BUDGET "yaml-too-complex" "The YAML is nested deeper, or expands to more nodes, than any front matter needs: more than 32 levels, 20,000 nodes or 100 aliases. Such files are refused before they use up the memory.";
    Error UNKNOWN_KEY "unknown-key" "A key of the front matter is not one that this kind of file knows. Keys are never passed over in silence, since a mistyped `titel` would lose the title. The nearest known key is named; `plenary schema KIND` prints all.";
    Error WRONG_TYPE "wrong-type" "The value of a key has another type or form than the key wants: a word where a number belongs, a single value where a list belongs, a date that is none. `plenary schema KIND` tells the form of each key.";
    Error MISSING_KEY "missing-key" "A key without which the file makes no sense is missing, such as the `title` of a site.";
    Error DUPLICATE_KEY "duplicate-key" "A key stands twice in the same mapping, so one of its values would be lost. Keep one of them.";
    Error OPEN_FRONT_MATTER "open-front-matter" "The file begins with `---` but there is no second line of `---` that closes the front matter. Put one behind the last key.";
    Error DUPLICATE_SECTION "duplicate-section" "Two sections of an event have the same number. The number is the permanent address of a section (`./03/`), so it must be unique: rename one of the files, or change its `number`.";
    Error MIXED_SECTIONS "mixed-sections" "An event has numbered section files and a `transcript.md` as well. Its sections come from one or the other; remove one.";
    Warning SECTION_GAP "section-gap" "The numbers of an event's sections have a gap. That is allowed, for instance when a section was withdrawn, but is often a file that was forgotten.";
    Warning EMPTY_SECTION "empty-section" "A section has no turn: no speaker says anything in it. Perhaps its labels are not recognised; see `lost-label`.";
    Warning TEXT_BEFORE_SECTIONS "text-before-sections" "A `transcript.md` has text before its first numbered level-2 heading. It is shown on the event's page, or as section 00 if the event has an introduction already. Put it into `event.md`, or give it a heading such as `## 1. Title`.";
    Error BAD_NUMBER "bad-number" "The number of a section is its address, two digits at least, and must be between 0 and 9999. Rename the file, or change its `number`.";
    Warning STRAY_MARKDOWN "stray-markdown" "A Markdown file in an event's folder is no section, since its name does not begin with a number. It is copied beside the pages as it is. Give it a number, or let its name begin with `_` to keep it out.";
    Error DUPLICATE_SPEAKER "duplicate-speaker" "Two speakers have the same id, or one event lists a speaker twice. Ids are permanent addresses (`/speakers/<id>/`). Give one of them another id; two spellings of one person belong into `aliases`.";
    Error AMBIGUOUS_NAME "ambiguous-name" "A name or alias belongs to more than one speaker, so a label with it could put words into the wrong mouth. Remove the alias from one of them, or let the event's `speakers` say which of them takes part.";
    Warning SAME_ID "same-id" "Two different names have the same id. Either both make it, since ids are plain ASCII (李维 and 李伟 both become `li-wei`): then they are kept as two speakers, the second with a number behind its id, and declaring both with ids of your choice keeps the addresses from depending on the order of the files. Or two events give the id to somebody of another name: then they are one speaker; a profile with both names says that this is meant.";
    Error UNKNOWN_SPEAKER "unknown-speaker" "An id in a list of speakers is neither the id of a profile in `speakers/` nor declared with a `name`. Write `{id, name}`, or add the profile.";
    Warning LOST_LABEL "lost-label" "A paragraph opens with the name of a speaker but no colon follows, so it is read as a continuation of the turn before. This is nearly always a label that lost its colon. Add the colon; if the sentence really begins with the name, silence the code or rephrase.";
    Warning MISSPELT_LABEL "misspelt-label" "A label is one letter away from the name of a known speaker of the event. It was taken as it stands: a bold one makes a new speaker, a plain one stays text. If it is the same person, correct it or add it to the speaker's `aliases`; if not, declare the person in the event's `speakers`.";
    Warning LABEL_IN_PARAGRAPH "label-in-paragraph" "A line in the middle of a paragraph begins with the label of a speaker. A label opens a turn only at the start of a paragraph: put a blank line before it.";
    Error BAD_PIN "bad-pin" "A pinned id such as `{#k3f9}` must have 4 to 12 characters of the Crockford base-32 alphabet (digits and lower-case letters without i, l, o and u) and begin with a letter.";
    Error DUPLICATE_PIN "duplicate-pin" "Two turns of an event are pinned to the same id. An id is the permanent address of one turn; remove the copy.";
    Warning TIME_ORDER "time-order" "The time of a turn is earlier than that of the turn before it, or lies outside of its section; or a section begins before the one before has ended. Often a digit was mistyped; it also happens where a recording was cut.";
    Error UNKNOWN_LINK "unknown-link" "A link in double brackets names no glossary term, speaker or section. Write `[[term]]` as in `glossary.yaml`, `[[speaker-id]]` or a speaker's name, `[[03]]` for a section of this event, `[[other-event/03]]` for another.";
    Error UNKNOWN_TURN "unknown-turn" "An entry of an event's `corrections` names a turn that the event does not have, or not in the section that the entry names. An id is what stands behind `#` in the link to a turn (`…/03/#k3f9`). Where the words of a turn were edited and its id was not pinned, it has another id now: pin it behind the label (`**Name:** {#k3f9} text`).";
    Error BROKEN_LINK "broken-link" "A relative link or picture leads to a file that is not there. Links are written as they work between the source files (`02.md`, `../other/event.md`, `chart.svg`) and become links between the pages.";
    Error BAD_MEDIA "bad-media" "A value in an event's `media` cannot be used: `audio`, `video` and `poster` are a file beside the event or an address that begins with `https://` (other schemes are never followed), `captions` is a `WebVTT` file beside the event, since browsers show none of other hosts and no other format, and `offset` is a number of seconds.";
    Warning BEFORE_RECORDING "before-recording" "With the `offset` of the event's `media`, the time of a turn lies before the recording begins, so readers cannot listen to it. The offset is added to every time of the transcript: it is negative where the recording was started later than the clock of the transcript. Correct it, or leave out the times of what was not recorded.";
    Warning UNSAFE_LINK "unsafe-link" "A link has a scheme that could run code or that no browser opens (`javascript:`, `data:`, `vbscript:`, `file:` …). Its text is shown without the link.";
    Warning MISLEADING_LINK "misleading-link" "The words of a link are an address, and the link leads to another host. That happens when only one of the two was changed, with short links, and where somebody wants to deceive: letters of other scripts look alike (`аррӏе` is not `apple`), and what stands before an `@` is no host. Write the address to which it leads, or words.";
    Error BAD_PICTURE "unreadable-picture" "A picture cannot be read: it is damaged, ends too early, is not what its first bytes say, or is of a kind from which the place where it was taken cannot be removed (HEIF, TIFF, AVIF with Exif data). Open it in a program for pictures and save it as JPEG, PNG or WebP; a vector picture as plain SVG.";
    Error PICTURE_TOO_LARGE "picture-too-large" "A picture states a size beyond 80 million pixels or 30,000 pixels on a side, or its file is larger than 64 MiB. Such a file is a mistake or an attack, and reading it would take the memory of the machine. Scale it down: pages show at most 1,600 pixels of width.";
    Warning ACTIVE_PICTURE "active-picture" "A vector picture holds what would act or fetch something when it is opened by its own address: a script, an event handler, HTML inside, a reference to another host. It is published without. Save it as plain SVG to be rid of the warning.";
    Warning NO_ALTERNATIVE "no-alternative" "A picture has no text alternative, so that somebody who cannot see it learns nothing. Write it between the brackets: `![what the picture shows](picture.png)`.";
    Warning OPEN_QUOTATION "open-quotation" "A `==` opens a quotation that is not closed in the same paragraph and at the same level of emphasis, so it was left as text. Close it, or write `\\==`.";
    Warning UNUSED_NOTE "unused-note" "A footnote is defined (`[^2]: text`) but nothing in the file refers to it, so readers never see it. Put its mark where it belongs, or remove it.";
    Error BAD_MATHEMATICS "bad-mathematics" "A formula cannot be read as LaTeX. The message tells what the reader stumbled over. If the dollar signs are money, remove `math: true` or write `\\$`.";
    Error TOO_DEEP "too-deep" "Lists or block quotes are nested more than 64 levels deep, which no browser shows and no transcript needs.";
    Error URL_COLLISION "url-collision" "Two pages claim the same address, so one would hide the other. Rename one of the folders or files, or remove the alias.";
    Error BAD_ALIAS "bad-alias" "An alias is a former address of a page, relative to the site (`old-panel/03/`) and inside it: no `..`, no scheme, no back slash.";
    Error UNKNOWN_TRANSLATION "unknown-translation" "`translation_of` names no event of the site. It wants the path of the event's folder, as in the URL.";
    Error UNKNOWN_LANGUAGE "unknown-language" "A language is not a BCP 47 tag such as `zh-Hans`, `en` or `pt-BR`.";
    Error BAD_TIMEZONE "bad-timezone" "A time zone is not a name of the IANA database such as `Asia/Taipei` or `Europe/Berlin`.";
    Error UNKNOWN_THEME "unknown-theme" "The theme named in `site.yaml` has no folder below `themes/`. The theme that the program brings is called `default`.";
    Error TEMPLATE "template-error" "A template of the theme cannot be read or does not fit what it is given. The place is that of the template; the fields that there are stand in the message.";
    Warning MISSING_WORD "missing-word" "Words of the interface are missing in a language of the site, so pages in it show them in English. Write them into `words/<language>.yaml` of your theme; `plenary theme copy words/en.yaml` puts the English ones there to translate from. A language that the program does not bring has all its words to be written.";
    Warning UNKNOWN_WORD "unknown-word" "A file of words of the theme says something that nothing uses: a key that neither the program nor a template or script of the theme asks for, a gap `{…}` that nothing fills, a plural category that CLDR does not know, or a file whose name is no language. The nearest known one is named.";
    Warning UNUSED_FILE "unused-theme-file" "A file of the theme is used by nothing: it lies in a folder that the program does not look into, or it is a template that belongs to no kind of page and that no other template extends or includes. This is nearly always a mistyped name; the nearest known one is named. `plenary theme list` prints all names that there are.";
    Warning CARD_GLYPHS "card-glyphs" "Share cards cannot be drawn whole: no font has some of the characters that they show. They are looked for in the fonts that `theme_options.faces.files` names (WOFF2, TrueType, OpenType), in the one that the program brings (Latin, Greek, Cyrillic, kana, Han) and in those of this machine. A character without a glyph is never drawn as a box: the line with it is left out of the card, and where it is the title, the event or the site speaks instead. Put a font that has them into `static/` and name it, or install one. Emoji are never drawn and never told.";
    Error STYLE "style-error" "The braces of a style do not match. Every file is put into a layer of its own, so a brace too few or too many would change what all styles behind it mean. The place is that of the brace without a partner.";
    Warning AGAINST_POLICY "against-policy" "A template of the theme holds something that the policy of the pages (Content-Security-Policy) does not let work: a style in an attribute or in the page, a script in an attribute, or a script whose text a template fills, which cannot be named once for all pages. Put styles into `style/`, scripts into `script/`, and what the template knows into `data-` attributes. A script that is the same on every page may stand in it: the policy names its hash.";
    Error MISSING_FONT "missing-font" "A font that `theme_options` names is not there, or is of a kind that browsers do not read. Put it into `static/` (or the `static/` of your theme) and name it by its path there; the kinds are WOFF2, WOFF, TrueType and OpenType.";
    Error TOO_HEAVY "too-heavy" "A section weighs more than a reader on a phone should wait for. For up to a thousand words, page and style together must not pass 14 KB in 2 requests, and with the script 24 KB in 3, compressed as hosts do it (Brotli); longer sections may weigh more in proportion to their words. Pictures and fonts do not count. The message says what weighs how much. Make the heaviest part lighter: keep what only other pages need in sheets and scripts of their own (`style/more/`, `script/more/`), or split a long section.";
    Warning NO_BASE_URL "no-base-url" "The site has no `base_url`, so pages carry no canonical link and there is no sitemap: both need absolute addresses. Set it in `site.yaml` or give `--base-url`.";
    Error SECRET_IN_SOURCE "secret-in-source" "A target of `deploy` in `site.yaml` holds a password in its address. What stands in a source is copied, committed and shown in a browser of code, so it is no secret any more: change it, and hand the new one over by the environment, by git's credential helper or by a key of ssh.";
    Error FOREIGN_TARGET "foreign-target" "The place to deploy to holds files, and no list of an earlier deployment says whose they are, so nothing in it is touched. Name an empty place. Where you are sure that this is the one, `plenary deploy --adopt` takes it over: files of the same name are replaced, all others stay.";
    Error TARGET_BUSY "target-busy" "Another deployment to the same place is running, or has begun while this one ran. Only one can finish; this one gave way. Run it again when the other one is done: what has arrived is not sent again.";
    Error TARGET_REFUSED "target-refused" "The place to deploy to said no: there is no such bucket, branch or folder, the key is wrong or may not write, a branch is checked out. Trying again does not help before what the message names is put right. What was published is as it was, or has new files beside it that no page refers to yet.";
    Error DEPLOY_BROKEN "deploy-broken" "The deployment broke off: the network or a disk failed on the way. Readers see a whole site at every moment, since files arrive before pages that refer to them and leave last. Run it again: what has arrived is not sent again.";
    Error MISSING_PROGRAM "missing-program" "A target needs a program of this machine that is not installed: `git` for a branch, `rsync` (and `ssh`) for a folder of another machine.";
    Error MISSING_SECRET "missing-secret" "No access key for the storage was found. It is looked for in this order: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` (with `AWS_SESSION_TOKEN` where there is one); the profile `AWS_PROFILE`, else `default`, in ~/.aws/credentials and ~/.aws/config, where a key stands, a `credential_process`, or a way to sign in, for which the program `aws` (version 2) is asked; the token of a cluster (`AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`); the host of a container (`AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `_FULL_URI`); for Amazon's own storage the machine, unless `AWS_EC2_METADATA_DISABLED` is `true`. Who is named there and gives no key is told, and nobody else is asked.";
    Error OUTPUT_BUSY "output-busy" "Another build is writing into the same output folder at this moment, or has put a site there since this one began. Of two builds one gives way and writes nothing. Wait until the other is done, and build again; two sites need two folders (`--output`).";
    Error FOREIGN_OUTPUT "foreign-output" "The output folder holds files but no manifest of an earlier build, so it is not ours and nothing in it is touched. Choose another folder with `--output`, or empty it yourself.";
    Error OUTPUT_INSIDE "output-inside" "The output folder lies inside `content/`, `static/` or `themes/`, or holds them. Every build would read or overwrite its own sources. Choose another folder.";
    Error NOT_WRITTEN "not-written" "The output could not be written. The message carries the system's reason. What was published before is as it was.";
    Error BROKEN_PAGE "broken-page" "A finished page has a link to a page, file or fragment that does not exist, or the same id twice. If a template of your theme made it, mend the template; if not, this is a fault of the program and worth reporting.";
    Error LOCKED "locked" "`--locked` promises that nothing is published that the ledgers (`links.lock`) do not know, but the sources have changed since they were written. Build once without `--locked` and commit the ledgers together with the sources; `plenary links` lists what changes.";
    Error DAMAGED_LEDGER "damaged-ledger" "A ledger (`links.lock`) remembers every link that was published, so nothing is built from one that cannot be read. Take it from your history (`git checkout -- links.lock`). After a merge, remove the marks of the conflict and keep the lines of both sides, each id once; the order of lines inside a section does not matter much: the next build writes them as they belong.";
    Error NEWER_LEDGER "newer-ledger" "The ledger (`links.lock`) was written by a newer version of the program, which may have kept more in it than this one understands. Use that version.";
    Error COPIED_LEDGER "copied-ledger" "The folder of an event was copied together with its ledger (`links.lock`), which holds the links of the event from which it was copied. Delete the copy of the ledger; if the event was meant to be moved, delete its former folder.";
    Error NOT_PINNED "not-pinned" "`plenary pin` writes the id of every turn behind its label and reads the sources again. Where they would not be read with the same ids, nothing is changed. Pin by hand, or leave it to the ledger (`links.lock`), which holds all links without pins as well.";
    Error CIRCULAR_REDIRECT "circular-redirect" "Former addresses lead on to each other in a circle, so that none of them ever arrives. Let one of them lead to a page that there is.";
    Error EXISTS "exists" "A file that would be written is there already. Nothing was changed. Choose another folder or name, or remove the file.";
    Error NOTHING_TO_IMPORT "nothing-to-import" "The file that should be imported holds no text, so there is nothing to make sources of.";
    Error NOT_PRINTED "not-printed" "A transcript could not be printed. It takes Chromium (or Chrome) of 2023 or later, which can be started by whoever builds, a folder for temporary files, and two minutes at most for each event; the message carries what the browser said last. Without `pdf` among the formats nothing is printed.";
    Warning DEAD_LINK "dead-link" "An address outside of the site leads nowhere: its host says that there is no such page (404, 410), or there is no such host, or it leads in a circle. Only `plenary check --external` asks. Look for where the page went, or link to a copy in an archive of the web.";
    Warning MOVED_LINK "moved-link" "An address outside of the site has moved for good (301, 308), as its host says; the new one stands in the remedy. The old one still leads there, but such redirects do not last for ever. Only `plenary check --external` asks. Redirects for the moment (302, 303, 307) are followed and not told.";
    Warning UNSURE_LINK "unsure-link" "An address outside of the site could not be checked: its host did not answer in time, refuses programs (401, 403), has a fault (500 and above), or asks to be left alone (429). It may well work in a browser. Only `plenary check --external` asks, and asks again the next time.";
    Warning UNCLOSED "unclosed-bracket" "A bracket or quotation mark opens and is not closed in the same turn, or closes and has not been opened. Only `plenary check` looks for it. A quotation of several paragraphs may open in each of them and close once.";
    Warning HALF_WIDTH "half-width-punctuation" "A comma, stop, question mark or bracket of Latin type stands among Chinese or Japanese characters, where the full-width one is written. Only `plenary check` looks for it; `plenary fix` mends it. Numbers, addresses and Latin words keep theirs.";
    Warning DOUBLED_WORD "doubled-word" "A small word such as `the` or `的` stands twice in a row, which is nearly always a slip of the typist. Only `plenary check` looks for it; `plenary fix` takes one away. Where it was said so, silence the code there: `<!-- silence: doubled-word -->`.";
    Warning UNSURE_WORD "unsure-word" "A word carries the mark `[?]`: whoever or whatever wrote it down was not sure. `plenary import` sets it behind words of which a machine was not sure. Listen again, correct the word, and take the mark away.";
    Warning TERM_VARIANT "term-variant" "A term is spelt otherwise than in the glossary, where it has capitals inside, digits or signs, so that there is one right way. Only `plenary check` looks for it; `plenary fix` mends it. Other spellings that are right belong into the term's `aliases`.";
    Warning SILENT_SPEAKER "silent-speaker" "An event lists somebody among its speakers who never speaks in its record. Often a label uses a name that is not among the aliases of the profile. Only `plenary check` looks for it.";
    Warning UNANSWERED "unanswered-question" "A question of the audience is followed by no answer in its section. Often the label of the answer was lost. Only `plenary check` looks for it.";
    Warning UNLISTED_LANGUAGE "unlisted-language" "`languages` in `site.yaml` says in which languages the site has events, and an event is in another. Often it is the same language spelt otherwise (`zh` for `zh-Hans`), which would give the event other words and fonts than its neighbours. Only `plenary check` looks for it.";
    Error USAGE "usage" "The command was called with values that do not fit together; the message tells which.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_explained() {
        let mut names: Vec<_> = CODES.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        for code in CODES {
            assert!(code.explanation().len() > 60, "{code} is not explained");
            assert!(code.name().chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()));
            assert_eq!(code_named(code.name()), Some(*code));
        }
    }
}
