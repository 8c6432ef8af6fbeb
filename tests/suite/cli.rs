//! Sessions on the command line, as Markdown: `tests/cmd/*.md`. A folder `NAME.in` beside a session is where it begins.

use std::path::Path;

#[test]
fn sessions_go_as_they_are_written() {
    trycmd::TestCases::new()
        .register_bin("plenary", Path::new(env!("CARGO_BIN_EXE_plenary")))
        .env("NO_COLOR", "1")
        .env("SOURCE_DATE_EPOCH", "1770000000")
        .case("tests/cmd/*.md");
}
