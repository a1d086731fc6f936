//! A server of our own, and the simplest of browsers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use dramaturg_serve::{Options, Server};

/// A browser that has opened the page.
pub(crate) struct Browser {
    pub(crate) host: String,
    pub(crate) cookie: String,
}

/// An answer: its status, its head, its body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Serves a path, until the tests end, and opens the page.
pub(crate) fn open(path: &Path, state: &Path) -> Browser {
    let server = Server::bind(Options {
        path: path.to_owned(),
        state: state.to_owned(),
        port: 0,
        limits: dramaturg::text::Limits { force: true, ..Default::default() },
        story: None,
    });
    let server = server.expect("a port is free");
    let url = server.url();
    std::thread::spawn(move || server.run());
    let rest = url.strip_prefix("http://").expect("an address of our own");
    let (host, path) = rest.split_once('/').expect("a path");
    let mut browser = Browser { host: host.to_owned(), cookie: String::new() };
    let answer = browser.get(&format!("/{path}"));
    let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.and_then(|cookie| cookie.split(';').next());
    cookie.expect("the page sets a cookie").clone_into(&mut browser.cookie);
    browser
}

impl Browser {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    /// Sends a body as the page does.
    pub(crate) fn send(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let origin = format!("http://{}", self.host);
        self.ask(method, path, &[("Origin", &origin)], body)
    }

    /// A request with more headers; a `Host` among them stands for the true one.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut stream = TcpStream::connect(&self.host).expect("the server listens");
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head += &format!("Host: {}\r\n", self.host);
        }
        if !headers.iter().any(|(name, _)| *name == "Cookie") {
            head += &format!("Cookie: {}\r\n", self.cookie);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).expect("the server reads");
        // A server that refuses a body need not read it.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.expect("an answer has a status");
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// The id of the only book.
    pub(crate) fn only(&self) -> String {
        let shelf = self.get("/api/shelf").body;
        let shelf: serde_json::Value = serde_json::from_str(&shelf).expect("JSON");
        shelf["books"][0]["id"].as_str().expect("a book on the shelf").to_owned()
    }
}
