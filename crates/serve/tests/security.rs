//! Who is let in, and what stays where it is.

mod common;

use std::fs;

use common::{Browser, open};

fn shelf() -> (tempfile::TempDir, Browser) {
    let folder = tempfile::tempdir().expect("the folder can be written to");
    let shelf = folder.path().join("shelf");
    fs::create_dir_all(&shelf).expect("the folder can be written to");
    fs::write(shelf.join("mara.txt"), "“Yes,” said Mara.\n\nTom left.\n")
        .expect("the folder can be written to");
    fs::write(folder.path().join("secret.txt"), "The secret of the house.\n")
        .expect("the folder can be written to");
    let browser = open(&shelf, &folder.path().join("state"));
    (folder, browser)
}

#[test]
fn every_answer_forbids_what_the_page_does_not_need() {
    let (_folder, browser) = shelf();
    for path in ["/", "/api/shelf", "/nowhere", "/assets/app.js", "/enter?token=0"] {
        let head = browser.get(path).head.to_lowercase();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
        ] {
            assert!(head.contains(rule), "{path} lacks {rule}: {head}");
        }
        assert!(
            !head.contains("unsafe-inline") && !head.contains("unsafe-eval"),
            "{head}"
        );
    }
}

#[test]
fn without_the_key_there_is_nothing() {
    let (_folder, browser) = shelf();
    let id = browser.only();
    let cookies =
        ["", "a=b", "dramaturg-1=0", &browser.cookie[..browser.cookie.len() - 1]];
    for cookie in cookies {
        for path in
            ["/", "/assets/app.js", "/api/shelf", &format!("/api/book/{id}/story")]
        {
            let answer = browser.ask("GET", path, &[("Cookie", cookie)], b"");
            assert_eq!(answer.status, 401, "{path} with {cookie:?}");
            assert!(!answer.body.contains("Mara"));
        }
    }
}

#[test]
fn other_hosts_and_other_sites_get_nothing() {
    let (_folder, browser) = shelf();
    let host = browser.ask("GET", "/api/shelf", &[("Host", "evil.example")], b"");
    assert_eq!(host.status, 421);
    let own = format!("http://{}", browser.host);
    for (origin, status) in [
        ("http://evil.example", 403),
        ("null", 403),
        ("http://127.0.0.1:1", 403),
        (&own, 200),
    ] {
        let headers = [("Origin", origin)];
        let answer = browser.ask("GET", "/api/shelf", &headers, b"");
        assert_eq!(answer.status, status, "from {origin}");
    }
    let id = browser.only();
    let place = format!("/api/book/{id}/place");
    // A change needs the origin; a form of another site has none that fits.
    assert_eq!(browser.ask("POST", &place, &[], b"\"on\"").status, 403);
    assert_eq!(browser.send("POST", &place, b"\"on\"").status, 200);
}

#[test]
fn no_path_leads_off_the_shelf() {
    let (folder, browser) = shelf();
    let tries = [
        "/api/book/..%2Fsecret.txt/text?block=0",
        "/api/book/%2Fetc%2Fpasswd/text?block=0",
        "/api/book/secret.txt",
        "/assets/..%2F..%2Fsecret.txt",
        "/assets/%2e%2e%2findex.html",
        "/../secret.txt",
    ];
    for path in tries {
        let answer = browser.get(path);
        assert!(answer.status >= 400, "{path}: {}", answer.status);
        assert!(!answer.body.contains("secret of the house"), "{path}");
    }
    for name in
        ["..%2Fevil.txt", "%2Ftmp%2Fevil.txt", ".evil.txt", "evil.exe", "a%00.txt"]
    {
        let answer =
            browser.send("PUT", &format!("/api/shelf/{name}"), b"Mara sat down.");
        assert!(answer.status >= 400, "{name}: {}", answer.status);
    }
    assert!(!folder.path().join("evil.txt").exists());
}

#[test]
fn a_book_is_added_and_what_is_none_is_refused() {
    let (folder, browser) = shelf();
    let text = "Mara sat down.\n\n“No,” said Tom.\n".as_bytes();
    assert_eq!(browser.send("PUT", "/api/shelf/new%20one.txt", text).status, 200);
    assert_eq!(fs::read(folder.path().join("shelf/new one.txt")).unwrap(), text);
    assert!(browser.get("/api/shelf").body.contains("new one"));
    let refused = browser.send("PUT", "/api/shelf/a.txt", b"%PDF-1.7\n");
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("PDF"), "{}", refused.body);
    // What is there is not written over.
    let other = "Somebody else's words.\n".as_bytes();
    assert_eq!(browser.send("PUT", "/api/shelf/mara.txt", other).status, 200);
    let there = fs::read_to_string(folder.path().join("shelf/mara.txt")).unwrap();
    assert!(there.contains("said Mara"));
}

#[test]
fn too_large_a_request_is_refused() {
    let (_folder, browser) = shelf();
    let id = browser.only();
    let long = vec![b' '; 100_000];
    let answer = browser.send("POST", &format!("/api/book/{id}/place"), &long);
    assert_eq!(answer.status, 413);
}

#[test]
fn an_edited_book_is_read_anew_at_the_same_words() {
    let (folder, browser) = shelf();
    let id = browser.only();
    let path = folder.path().join("shelf/mara.txt");
    browser.get(&format!("/api/book/{id}"));
    browser.send("POST", &format!("/api/book/{id}/place"), b"{\"to\":25}");
    fs::write(&path, "It rained all day long.\n\n“Yes,” said Mara.\n\nTom left.\n")
        .unwrap();
    let outline: serde_json::Value =
        serde_json::from_str(&browser.get(&format!("/api/book/{id}")).body).unwrap();
    assert_eq!(outline["place"], "It rained all day long.\n\n“Yes,” said Mara.".len());
    let text = browser.get(&format!("/api/book/{id}/text?block=0")).body;
    assert!(text.contains("It rained") && !text.contains("Tom left"), "{text}");
}
