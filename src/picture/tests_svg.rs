use super::purify;

const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">"#;

fn whole(inside: &str) -> String {
    format!("{HEAD}{inside}</svg>")
}

/// What is left of the inside of a picture, and what is told.
fn left(inside: &str) -> (String, Vec<String>) {
    let source = whole(inside);
    let purified = purify(source.as_bytes()).unwrap_or_else(|fault| panic!("{inside}: {fault}"));
    let text = purified.text.unwrap_or(source);
    let text = text.strip_prefix(HEAD).and_then(|text| text.strip_suffix("</svg>")).unwrap_or(&text).to_owned();
    (text, purified.removed.into_iter().collect())
}

#[test]
fn what_draws_stays_as_it_is() {
    for inside in [
        r#"<path d="M0 0" fill="url(#g)" style="stroke:#000"/>"#,
        "<text>a &amp; b &#x41;</text>",
        "<style>.a > .b { fill: url('#g') }</style>",
        r##"<use xlink:href="#a"/><image href="data:image/png;base64,AA=="/>"##,
        r#"<a href="https://echo.example/"><title>x</title></a>"#,
        r#"<animate attributeName="opacity" values="0;1"/>"#,
        "<desc><![CDATA[a < b]]></desc>",
    ] {
        let source = whole(inside);
        assert_eq!(purify(source.as_bytes()).unwrap().text, None, "{inside}");
    }
}

#[test]
fn what_acts_is_taken_out_and_told() {
    for (inside, expected, told) in [
        ("<script>alert(1)</script><g/>", "<g/>", "`<script>`"),
        ("<SCRIPT>alert(1)</SCRIPT>", "", ""),
        (
            "<g><foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject></g>",
            "<g></g>",
            "`<foreignObject>`",
        ),
        ("<g onclick='a()' ONLOAD='b()' id='i'/>", r#"<g id="i"/>"#, "`onclick`"),
        ("<a href='javascript:alert(1)'>x</a>", "<a>x</a>", "a reference to `javascript:alert(1)`"),
        ("<a xlink:href=' java&#10;script:x'>x</a>", "<a>x</a>", "a reference to `java"),
        ("<image href='https://spy.example/x.png'/>", "<image/>", "a reference to `https://spy.example/x.png`"),
        ("<image href='data:image/svg+xml,%3Csvg'/>", "<image/>", "a reference to `data:image/svg+xml,%3Csvg`"),
        ("<use href='other.svg#a'/>", "<use/>", "a reference to `other.svg#a`"),
        ("<style>@import 'https://spy.example'</style>", "", "`<style>` that fetches something"),
        ("<style>a{background:u\\72l(x)}</style>", "", "`<style>` that fetches something"),
        ("<style><![CDATA[a{fill:url(//spy.example)}]]></style>", "", "`<style>` that fetches something"),
        ("<rect fill='url( \"https://spy.example\")'/>", "<rect/>", "`fill` that fetches something"),
        (
            "<a href='#x'><set attributeName='href' to='javascript:x'/></a>",
            r##"<a href="#x"></a>"##,
            "`<set>` of a link",
        ),
        ("<animate attributeName='xlink:href' to='x'/>", "", "`<animate>` of a link"),
        ("<!-- c --><?php x?><g/>", "<g/>", ""),
        ("<metadata><place/></metadata><x:y xmlns:x='u'><g/></x:y>", "", ""),
        ("<s:script xmlns:s='http://www.w3.org/2000/svg'>x</s:script>", "", "`<script>`"),
    ] {
        let (text, removed) = left(inside);
        assert_eq!(text, expected, "{inside}");
        let removed = removed.join(", ");
        assert!(if told.is_empty() { removed.is_empty() } else { removed.contains(told) }, "{inside}: {removed}");
        let again = purify(whole(&text).as_bytes()).unwrap();
        assert!(again.removed.is_empty() && again.text.is_none(), "{inside}: what is pure stays so: {again:?}");
    }
}

#[test]
fn what_is_no_vector_picture_is_told() {
    for source in [
        "",
        "text",
        "<svg/>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        &format!("{HEAD}<g></svg>"),
        HEAD,
        &format!("{}{}", whole(""), whole("")),
        &format!("<!DOCTYPE svg [<!ENTITY x \"<script/>\">]>{}", whole("&x;")),
        &whole("&x;"),
        &whole("<g id='&x;'/>"),
        &whole("<g id='a' id='b'/>"),
    ] {
        assert!(purify(source.as_bytes()).is_err(), "{source}");
    }
    assert!(purify(b"\xff\xfe<\0s\0").is_err());
}
