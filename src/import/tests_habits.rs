//! Labels of looks that nobody has announced: the speakers of each text, in order, counted by hand.

use super::{Options, import};

/// A text, and who speaks in it: name, time, first words.
type Case = (&'static str, &'static [(&'static str, &'static str, &'static str)]);

const CASES: &[Case] = &[
    (
        "# Council\n\n[00:00:05] CHAIR: Good evening.\n\n[00:00:21] CLLR. OKAFOR: I move it.\n\n[00:01:02] CHAIR: Seconded?\n\n[00:01:30] MS. DE LA CRUZ: One correction.\n",
        &[
            ("CHAIR", "0:05", "Good"),
            ("CLLR. OKAFOR", "0:21", "I move"),
            ("CHAIR", "1:02", "Seconded"),
            ("MS. DE LA CRUZ", "1:30", "One"),
        ],
    ),
    (
        "*Reporter*: Was war das Schwerste?\n\n*Kern*: Die ersten Wochen.\n\n*Reporter*: Und dann?\n\n*Kern*: Dann ging es.\n",
        &[("Reporter", "", "Was"), ("Kern", "", "Die"), ("Reporter", "", "Und"), ("Kern", "", "Dann")],
    ),
    (
        "| Time | Speaker | Text |\n|---|---|---|\n| 0:00 | Ana | Hola a todos. |\n| 0:12 | Luis | Gracias. |\n| 0:30 | Ana | Empecemos. |\n",
        &[("Ana", "0:00", "Hola"), ("Luis", "0:12", "Gracias"), ("Ana", "0:30", "Empecemos")],
    ),
    (
        "start,end,speaker,text\n0:00,0:04,Ana,\"Hola, a todos.\"\n0:05,0:09,Luis,\"Dijo \"\"no\"\".\"\n0:10,0:14,Ana,Empecemos.\n",
        &[("Ana", "0:00", "Hola, a todos."), ("Luis", "0:05", "Dijo \"no\"."), ("Ana", "0:10", "Empecemos")],
    ),
    (
        "主持人｜歡迎各位。\n我們請第一位講者。\n林淑芬｜謝謝主持人。\n主持人｜請黃教授。\n黃志明｜各位好。\n",
        &[("主持人", "", "歡迎"), ("林淑芬", "", "謝謝"), ("主持人", "", "請黃"), ("黃志明", "", "各位")],
    ),
    (
        "- **Ann Lee** — I think we should.\n- **Bo Chen** — Only after review.\n- **Ann Lee** — Fine.\n",
        &[("Ann Lee", "", "I think"), ("Bo Chen", "", "Only"), ("Ann Lee", "", "Fine")],
    ),
    (
        "Speaker 1 (00:03)\nHi there.\n\nSpeaker 2 (00:10)\nHello!\n\nSpeaker 1 (00:15)\nLet us begin.\n",
        &[("Speaker 1", "0:03", "Hi"), ("Speaker 2", "0:10", "Hello"), ("Speaker 1", "0:15", "Let")],
    ),
    (
        "Ann Lee\n0:05\nFirst words.\n\nBo Chen\n0:45\nAn answer.\n\nAnn Lee\n1:05\nThanks.\n",
        &[("Ann Lee", "0:05", "First"), ("Bo Chen", "0:45", "An"), ("Ann Lee", "1:05", "Thanks")],
    ),
    (
        "【司会】それでは始めます。\n【田中】よろしくお願いします。\n【司会】どうぞ。\n【田中】うまくいきました。\n",
        &[("司会", "", "それ"), ("田中", "", "よろ"), ("司会", "", "どう"), ("田中", "", "うま")],
    ),
    (
        "<strong>Kim:</strong> Where were you?<br>\n<strong>Lou:</strong> At home.<br>\n<strong>Kim:</strong> Alone?<br>\n<strong>Lou:</strong> No.\n",
        &[("Kim", "", "Where"), ("Lou", "", "At home."), ("Kim", "", "Alone?"), ("Lou", "", "No.")],
    ),
    (
        ">> HOST: WELCOME.\n>> GUEST: THANK YOU.\nIT IS A PLEASURE.\n>> HOST: LET US TALK.\n>> CALLER: WHAT ABOUT THE RIVER?\n",
        &[("HOST", "", "WELCOME"), ("GUEST", "", "THANK"), ("HOST", "", "LET"), ("CALLER", "", "WHAT")],
    ),
    (
        "@alice 10:02\ndid you see it?\n\n@bob 10:03\nyes\n\n@alice 10:05\ngood\n",
        &[("alice", "10:02", "did"), ("bob", "10:03", "yes"), ("alice", "10:05", "good")],
    ),
    (
        "<ann> hi there\n<bo> hello\n<ann> shall we start?\n<bo> yes\n",
        &[("ann", "", "hi"), ("bo", "", "hello"), ("ann", "", "shall"), ("bo", "", "yes")],
    ),
    (
        "#### Ann Lee [0:05]\nFirst words.\n\nMore of them.\n\n#### Bo Chen [0:45]\nAn answer.\n\n#### Ann Lee [1:05]\nThanks.\n",
        &[("Ann Lee", "0:05", "First"), ("Bo Chen", "0:45", "An"), ("Ann Lee", "1:05", "Thanks")],
    ),
    (
        "0:00 - 0:12 Ann Lee: First words.\n0:12 - 0:30 Bo Chen: An answer.\n0:30 - 0:42 Ann Lee: Thanks.\n",
        &[("Ann Lee", "0:00", "First"), ("Bo Chen", "0:12", "An"), ("Ann Lee", "0:30", "Thanks")],
    ),
    (
        "1. DE: We should.\n2. FT: We should not.\n3. DE: Why?\n4. FT: Because of the tests.\n",
        &[("DE", "", "We should."), ("FT", "", "We should not"), ("DE", "", "Why"), ("FT", "", "Because")],
    ),
    (
        "王委員美惠：主席、各位同仁。\n主席：請說明。\n王委員美惠：好，先看第一案。\n主席：沒有異議，通過。\n",
        &[("王委員美惠", "", "主席"), ("主席", "", "請說"), ("王委員美惠", "", "好"), ("主席", "", "沒有")],
    ),
    (
        "Ann Lee\n\nFirst words.\n\nBo Chen\n\nAn answer.\n\nAnd more of it.\n\nAnn Lee\n\nThanks.\n",
        &[("Ann Lee", "", "First"), ("Bo Chen", "", "An answer"), ("Ann Lee", "", "Thanks")],
    ),
    (
        "Q.  Where were you?\nA.  At home.\nQ.  Did anyone see you?\nMR. SMITH:  Objection.\nTHE COURT:  Overruled.\nA.  The neighbour did.\n",
        &[
            ("Q", "", "Where"),
            ("A", "", "At home"),
            ("Q", "", "Did"),
            ("MR. SMITH", "", "Objection"),
            ("THE COURT", "", "Overruled"),
            ("A", "", "The neighbour"),
        ],
    ),
    (
        "# Gespräch\n\n**Was war das Schwerste?**\n\nDie Wochen.\n\n**Und dann?**\n\nDann ging es.\n\n**Wo denn?**\n\nDort.\n",
        &[("Q", "", "Was"), ("A", "", "Die"), ("Q", "", "Und"), ("A", "", "Dann"), ("Q", "", "Wo"), ("A", "", "Dort")],
    ),
    (
        "（張三）各位好，今天開會。\n（李四）我先報告。\n（張三）請。\n（李四）完畢。\n",
        &[("張三", "", "各位"), ("李四", "", "我先"), ("張三", "", "請"), ("李四", "", "完畢")],
    ),
    (
        "# Talk\n\n> Ann: Good evening.\n>\n> Bo: Thank you.\n> And welcome.\n>\n> Ann: Let us begin.\n>\n> Bo: Yes.\n",
        &[("Ann", "", "Good"), ("Bo", "", "Thank"), ("Ann", "", "Let"), ("Bo", "", "Yes")],
    ),
    // Lists of terms are no talk.
    (
        "# Guide\n\n- **Install** — run it.\n- **Build** — run another.\n- **Test** — a third.\n- **Deploy** — at last.\n",
        &[],
    ),
];

#[test]
fn whatever_marks_a_label_is_understood() {
    for (text, expected) in CASES {
        let made = import(text.as_bytes(), &Options::default()).unwrap_or_else(|refused| panic!("{refused}: {text}"));
        let turns: Vec<String> = made
            .files
            .iter()
            .filter(|(path, _)| path != "event.md" && !path.contains(".import"))
            .flat_map(|(_, text)| text.lines())
            .filter(|line| line.starts_with("**"))
            .map(str::to_owned)
            .collect();
        assert_eq!(turns.len(), expected.len(), "{text}\n{turns:#?}");
        for (turn, (name, time, words)) in turns.iter().zip(*expected) {
            let (head, said) = turn.trim_start_matches("**").split_once([':', '：']).unwrap_or((turn, ""));
            let (head, said) = match head.split_once("** (") {
                // The time has a colon of its own.
                Some((head, minutes)) => (head, format!("{minutes}:{said}")),
                None => (head, said.to_owned()),
            };
            assert_eq!(head.trim_end_matches("**"), *name, "{text}\n{turns:#?}");
            let said = said.trim_start_matches("**").trim_start();
            let begins = if time.is_empty() { (*words).to_owned() } else { format!("{time}): {words}") };
            assert!(said.starts_with(&begins), "{said}\nwants {begins}\n{text}");
        }
    }
}

#[test]
fn code_below_an_item_keeps_its_shape() {
    let text = "- **Ann Lee** — See:\n  ```\n  if lit:\n      wait()\n  ```\n  So it is.\n- **Bo Chen** — Why?\n- **Ann Lee** — Look.\n";
    let made = import(text.as_bytes(), &Options::default()).unwrap();
    assert!(made.files[1].1.contains("```\nif lit:\n    wait()\n```\nSo it is."), "{}", made.files[1].1);
}

#[test]
fn tags_around_labels_and_breaks_behind_turns_are_told() {
    let text =
        "<b>Kim:</b> Where?<br>\n<b>Lou:</b> At home,<br>\nalone.<br>\n<b>Kim:</b> Why?<br />\n<b>Lou:</b> No.\n";
    let made = import(text.as_bytes(), &Options::default()).unwrap();
    let left_out: Vec<(usize, &str)> = made.report.left_out.iter().map(|one| (one.line, one.text.as_str())).collect();
    let expected = [
        (1, "<b>"),
        (1, "</b>"),
        (1, "<br>"),
        (2, "<b>"),
        (2, "</b>"),
        (2, "<br>"),
        (4, "<b>"),
        (4, "</b>"),
        (4, "<br />"),
        (5, "<b>"),
        (5, "</b>"),
    ];
    assert_eq!(left_out, expected);
    // A line that begins no turn keeps what it has.
    assert!(made.files[1].1.contains("alone.<br>") || made.files[1].1.contains("alone.\\<br>"), "{}", made.files[1].1);
}
