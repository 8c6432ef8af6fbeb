//! What hosts are told of headers, what pages say themselves, and what a site may state of both.

use crate::site::{Site, lines, plenary};

const SITE: &str = "title: A\nbase_url: https://x.example/a/\nlanguage: en\n";

fn site() -> Site {
    let site = Site::new();
    site.put("content/e/event.md", "---\ntitle: A panel\n---\n");
    site.put("content/e/01.md", "**Ann Lee:** Words.\n");
    site
}

#[test]
fn every_host_is_told_in_its_own_form() {
    let site = site();
    for (hosting, file, expected) in [
        ("netlify", "_headers", "/a/*\n  Access-Control-Allow-Origin: *\n  Content-Security-Policy: base-uri 'none'; "),
        ("cloudflare", "_headers", "/a/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"),
        ("nginx", ".plenary/server.nginx.conf", "add_header Referrer-Policy $plenary_referrer_policy always;\n"),
        (
            "nginx",
            ".plenary/http.nginx.conf",
            "map $uri $plenary_cache_control {\n    default \"\";\n    \"~^/a/assets/\" \"public, max-age=31536000, immutable\";\n    \"~^/a/\" \"no-cache\";\n}\n",
        ),
        ("caddy", ".plenary/site.caddy", "header \"/a/*\" X-Content-Type-Options \"nosniff\"\n"),
    ] {
        site.put("content/site.yaml", format!("{SITE}hosting: {hosting}\n"));
        assert_eq!(lines(&site.build()), [""; 0]);
        assert!(site.page(file).contains(expected), "{hosting}: {}", site.page(file));
        assert!(!site.page("e/01/index.html").contains("Content-Security-Policy"), "{hosting} says it");
    }
    site.put("content/site.yaml", format!("{SITE}hosting: vercel\n"));
    assert_eq!(lines(&site.build()), [""; 0]);
    let json: serde_json::Value = serde_json::from_str(&site.page("vercel.json")).unwrap();
    assert_eq!(json.pointer("/headers/1/source").unwrap(), "/a/assets/(.*)");
    assert_eq!(json.pointer("/headers/1/headers/0/value").unwrap(), "public, max-age=31536000, immutable");
}

#[test]
fn where_no_host_can_say_it_pages_do() {
    let site = site();
    for hosting in ["generic", "github", "gitlab", "s3"] {
        site.put("content/site.yaml", format!("{SITE}hosting: {hosting}\nredirects:\n  old/: e/\n"));
        assert_eq!(lines(&site.build()), [""; 0]);
        for page in ["index.html", "e/index.html", "e/01/index.html", "404.html", "old/index.html"] {
            let html = site.page(page);
            let policy = html.split_once("<meta http-equiv=\"Content-Security-Policy\" content=\"").unwrap().1;
            let policy = policy.split_once('"').unwrap().0.replace("&#39;", "'");
            assert!(policy.contains("default-src 'none'; "), "{page}: {policy}");
            assert!(!policy.contains("unsafe"), "{page}: {policy}");
            assert!(html.find("http-equiv").unwrap() < html.find("<script").unwrap_or(usize::MAX), "{page}");
        }
    }
}

#[test]
fn a_site_adds_headers_and_sources() {
    let site = site();
    site.put(
        "content/site.yaml",
        format!(
            "{SITE}hosting: netlify\nheaders:\n  /*:\n    referrer-policy: no-referrer\n    X-Robots-Tag: noai\n    Permissions-Policy: ''\n  /e/*:\n    X-Here: 'yes'\npolicy:\n  script-src: ['https://count.example']\n  object-src: [\"'self'\"]\ncomments:\n  provider: remark42\n  server: https://talk.example:8443/remark\n"
        ),
    );
    assert_eq!(lines(&site.build()), [""; 0]);
    let headers = site.page("_headers");
    for expected in [
        "  referrer-policy: no-referrer\n",
        "  X-Robots-Tag: noai\n",
        "\n/a/e/*\n  X-Here: yes\n",
        " https://talk.example:8443 https://count.example; style-src",
        "object-src 'self'; ",
        "connect-src 'self' https://talk.example:8443; ",
    ] {
        assert!(headers.contains(expected), "{expected}: {headers}");
    }
    assert!(!headers.contains("Referrer-Policy") && !headers.contains("Permissions-Policy"), "{headers}");
}

#[test]
fn what_would_end_a_line_is_refused() {
    let site = site();
    for (stated, place) in [
        ("headers:\n  nothing:\n    A: b\n", "content/site.yaml:5:3 "),
        ("headers:\n  /*:\n    'A b': c\n", "content/site.yaml:6:"),
        ("headers:\n  /*:\n    A: \"b\\nC: d\"\n", "content/site.yaml:6:"),
        ("policy:\n  script-src: [\"https://x.example; object-src *\"]\n", "content/site.yaml:5:"),
    ] {
        site.put("content/site.yaml", format!("{SITE}{stated}"));
        let told = lines(&site.build());
        assert!(told[0].starts_with("error[wrong-type]") && told[0].contains(place), "{told:?} {stated}");
    }
}

#[test]
fn a_theme_is_told_what_would_not_work() {
    let site = site();
    site.put("content/site.yaml", format!("{SITE}theme: own\n"));
    site.put(
        "themes/own/templates/page.html",
        "{% extends \"base.html\" %}{% block main %}<p style=\"color: red\" onclick=\"a()\">once on=\"x\"</p><script>b({{ page.title }})</script><script>c()</script>{% endblock main %}\n",
    );
    let told = lines(&site.build());
    assert_eq!(told.len(), 3, "{told:?}");
    for (told, column) in told.iter().zip([45, 64, 101]) {
        let place = format!("warning[against-policy] themes/own/templates/page.html:1:{column} ");
        assert!(told.starts_with(&place), "{told}");
    }
}

#[test]
fn a_host_is_told_how_to_build_and_publish() {
    for (host, file, publishes) in [
        ("github", ".github/workflows/publish.yml", "actions/deploy-pages@"),
        ("gitlab", ".gitlab-ci.yml", "paths: [public]"),
        ("netlify", ".github/workflows/publish.yml", "netlify-cli deploy --prod --dir=public"),
        ("cloudflare", ".github/workflows/publish.yml", "wrangler pages deploy public"),
        ("vercel", ".github/workflows/publish.yml", "vercel deploy public --prod"),
    ] {
        let site = Site::new();
        let before = std::fs::read_to_string(site.root().join("content/site.yaml")).unwrap();
        assert!(plenary().args(["new", "hosting", host, "--root"]).arg(site.root()).output().unwrap().status.success());
        // A build writes what this host reads.
        let told = std::fs::read_to_string(site.root().join("content/site.yaml")).unwrap();
        assert!(told.starts_with(&before) && told.ends_with(&format!("\nhosting: {host}\n")), "{told}");
        assert!(plenary().args(["build", "--root"]).arg(site.root()).output().unwrap().status.success(), "{told}");
        let text = std::fs::read_to_string(site.root().join(file)).unwrap();
        assert!(serde_yaml::from_str::<serde_json::Value>(&text).unwrap().is_object(), "{host}");
        for expected in [publishes, "plenary build --locked", "plenary check", host] {
            assert!(text.contains(expected), "{host} lacks {expected}: {text}");
        }
    }
}
