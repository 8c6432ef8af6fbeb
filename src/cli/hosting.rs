//! `plenary new hosting`: the file by which a repository builds the site after every change and hands it to a host, and the word in
//! `site.yaml` for which a build writes headers and former addresses as that host reads them.
//!
//! A machine builds with `--locked`: a ledger that is not committed would be lost with the machine, and the links in it with the ledger.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::Host;
use super::{out, say, stop};
use crate::config::Hosting;
use crate::{emit, source};

/// Installs the program of the version that writes the file, so that the site is built as it was looked at.
const INSTALL: &str = concat!("cargo install plenary --locked --version ", env!("CARGO_PKG_VERSION"));

/// Writes the file, and the host's name into `site.yaml` where none stands there yet.
pub(super) fn run(host: Host, root: &Path) -> ExitCode {
    let (name, wanted) = named(host);
    let config = match source::configuration(root) {
        Ok(config) => config,
        Err(diagnostic) => return stop(*diagnostic),
    };
    let (path, text) = file(host, root);
    let site = root.join("content/site.yaml");
    // A text to which no line can be added, or in which another host is named, is left to whoever wrote it.
    let is_named = config.hosting == wanted;
    let longer = source::with_line(root, &format!("hosting: {name}"), |config| config.hosting == wanted);
    let kept = match longer {
        Ok(longer) => longer.filter(|_| !is_named).map(|text| (site.clone(), text)),
        Err(diagnostic) => return stop(*diagnostic),
    };
    let names = kept.is_some();
    if let Err(diagnostic) = emit::add_and_keep(&[(path.clone(), &text)], kept) {
        return stop(*diagnostic);
    }
    if !names && !is_named {
        say(&format!("note: write `hosting: {name}` into {}\n", site.display()));
    }
    let site = if names { format!("{}\n", site.display()) } else { String::new() };
    out(&format!("{}\n{site}", path.display()))
}

fn named(host: Host) -> (&'static str, Hosting) {
    match host {
        Host::Github => ("github", Hosting::Github),
        Host::Gitlab => ("gitlab", Hosting::Gitlab),
        Host::Netlify => ("netlify", Hosting::Netlify),
        Host::Cloudflare => ("cloudflare", Hosting::Cloudflare),
        Host::Vercel => ("vercel", Hosting::Vercel),
    }
}

/// The path of the file, and its text.
fn file(host: Host, root: &Path) -> (PathBuf, String) {
    let (path, text) = match host {
        Host::Github => (".github/workflows/publish.yml", github(PAGES_RIGHTS, PAGES_PLACE, PAGES)),
        Host::Gitlab => (".gitlab-ci.yml", gitlab()),
        Host::Netlify => (".github/workflows/publish.yml", github(RIGHTS, "", NETLIFY)),
        Host::Cloudflare => (".github/workflows/publish.yml", github(RIGHTS, "", CLOUDFLARE)),
        Host::Vercel => (".github/workflows/publish.yml", github(RIGHTS, "", VERCEL)),
    };
    let (name, _) = named(host);
    let head = format!(
        "# Builds the site after every change and publishes it. Headers and former addresses go along with `hosting: {name}` in content/site.yaml.\n"
    );
    (root.join(path), head + &text)
}

/// A workflow of GitHub Actions: what it may do, where it runs, and how it ends.
fn github(rights: &str, place: &str, end: &str) -> String {
    format!(
        "name: Publish
on:
  push:
    branches: [main]
  workflow_dispatch:
{rights}# What was begun is published before the next one; of those that wait, the last one counts.
concurrency:
  group: publish
  cancel-in-progress: false
jobs:
  publish:
    runs-on: ubuntu-latest
{place}    steps:
      - uses: actions/checkout@v4
      - uses: actions/cache@v4
        with:
          path: |
            ~/.cargo/bin
            .plenary
          key: plenary-{version}
      - run: command -v plenary || {INSTALL}
      - run: plenary check
      - run: plenary build --locked
{end}",
        version = env!("CARGO_PKG_VERSION")
    )
}

const RIGHTS: &str = "permissions:
  contents: read
";

const PAGES_RIGHTS: &str = "permissions:
  contents: read
  pages: write
  id-token: write
";

const PAGES_PLACE: &str = "    environment:
      name: github-pages
";

const PAGES: &str = "      - uses: actions/upload-pages-artifact@v3
        with:
          path: public
      - uses: actions/deploy-pages@v4
";

// Secrets are kept by the repository: Settings, Secrets and variables, Actions.
const NETLIFY: &str = "      - run: npx --yes netlify-cli deploy --prod --dir=public
        env:
          NETLIFY_AUTH_TOKEN: ${{ secrets.NETLIFY_AUTH_TOKEN }}
          NETLIFY_SITE_ID: ${{ secrets.NETLIFY_SITE_ID }}
";

const CLOUDFLARE: &str = "      - run: npx --yes wrangler pages deploy public --project-name \"$PROJECT\" --branch main
        env:
          PROJECT: ${{ vars.CLOUDFLARE_PROJECT }}
          CLOUDFLARE_API_TOKEN: ${{ secrets.CLOUDFLARE_API_TOKEN }}
          CLOUDFLARE_ACCOUNT_ID: ${{ secrets.CLOUDFLARE_ACCOUNT_ID }}
";

const VERCEL: &str = "      - run: npx --yes vercel deploy public --prod --yes --token \"$VERCEL_TOKEN\"
        env:
          VERCEL_TOKEN: ${{ secrets.VERCEL_TOKEN }}
          VERCEL_ORG_ID: ${{ secrets.VERCEL_ORG_ID }}
          VERCEL_PROJECT_ID: ${{ secrets.VERCEL_PROJECT_ID }}
";

/// A pipeline of GitLab, which publishes the folder `public`.
fn gitlab() -> String {
    format!(
        "pages:
  image: rust:1.95
  variables:
    CARGO_HOME: $CI_PROJECT_DIR/.cargo
  cache:
    key: plenary-{version}
    paths: [.cargo/bin, .plenary]
  script:
    - export PATH=\"$CARGO_HOME/bin:$PATH\"
    - command -v plenary || {INSTALL}
    - plenary check
    - plenary build --locked
  artifacts:
    paths: [public]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
",
        version = env!("CARGO_PKG_VERSION")
    )
}
