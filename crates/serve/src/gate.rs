//! Who is let in: this machine's browser, on this page's own address, with the session's key.
//!
//! The printed address carries a token that is good once. The page that it opens sets a
//! cookie with another secret, which no script can read and no other site can send. A name
//! that somebody else's server resolves to 127.0.0.1 is refused by its `Host`, another
//! site's request by its `Origin`.

use std::sync::{Mutex, PoisonError};

use axum::http::header::{COOKIE, HOST, HeaderMap, HeaderName, ORIGIN};
use axum::http::{HeaderValue, Method, StatusCode};

/// What every answer says: no script, style, picture or connection but the page's own, no
/// frame, no guess at types, no address passed on.
pub(crate) const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
             img-src 'self' blob:; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'",
        ),
    ),
    (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("x-content-type-options"),
        HeaderValue::from_static("nosniff"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (HeaderName::from_static("cache-control"), HeaderValue::from_static("no-store")),
];

/// The secrets of a session, and its address.
#[derive(Debug)]
pub(crate) struct Gate {
    port: u16,
    /// The value of the cookie.
    key: String,
    /// The token of the printed address, until it is used.
    token: Mutex<Option<String>>,
}

impl Gate {
    /// A new session at a port.
    pub(crate) fn new(port: u16) -> Result<Gate, getrandom::Error> {
        Ok(Gate { port, key: secret()?, token: Mutex::new(Some(secret()?)) })
    }

    /// The address that opens the page, once.
    pub(crate) fn url(&self) -> String {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let token = token.as_deref().unwrap_or_default();
        format!("http://127.0.0.1:{}/enter?token={token}", self.port)
    }

    /// Spends the token; the cookie for it, if it is the right one.
    pub(crate) fn enter(&self, token: &str) -> Option<String> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.as_deref().is_some_and(|kept| is_same(kept, token)) {
            return None;
        }
        *kept = None;
        let name = self.cookie_name();
        Some(format!("{name}={}; HttpOnly; SameSite=Strict; Path=/", self.key))
    }

    /// Whether a request comes from this machine's page: the status that it is refused with,
    /// if not.
    pub(crate) fn check_site(
        &self,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<(), StatusCode> {
        let hosts =
            [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.filter(|host| hosts.iter().any(|own| own == host));
        let Some(host) = host else { return Err(StatusCode::MISDIRECTED_REQUEST) };
        let is_reading = method == Method::GET || method == Method::HEAD;
        match headers.get(ORIGIN).map(HeaderValue::as_bytes) {
            None if is_reading => Ok(()),
            Some(origin) if origin == format!("http://{host}").as_bytes() => Ok(()),
            _ => Err(StatusCode::FORBIDDEN),
        }
    }

    /// Whether a request has the session's key.
    pub(crate) fn has_key(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        let cookies = headers.get_all(COOKIE).iter().filter_map(|c| c.to_str().ok());
        cookies.flat_map(|cookies| cookies.split(';')).any(|cookie| {
            let (found, value) = cookie.trim().split_once('=').unwrap_or_default();
            found == name && is_same(value, &self.key)
        })
    }

    /// Cookies are shared between ports, so each has a name of its own.
    fn cookie_name(&self) -> String {
        format!("dramaturg-{}", self.port)
    }
}

/// 128 bits from the system, in hexadecimal.
fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_le_bytes(bytes)))
}

/// Compares two secrets in a time that tells nothing of where they differ.
fn is_same(a: &str, b: &str) -> bool {
    let differs = a.bytes().zip(b.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    a.len() == b.len() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(rows: &[(HeaderName, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in rows {
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_token_is_good_once() {
        let gate = Gate::new(4000).unwrap();
        let url = gate.url();
        let token = url.split_once("token=").unwrap().1;
        assert!(gate.enter("0").is_none());
        let cookie = gate.enter(token).unwrap();
        assert!(gate.enter(token).is_none() && gate.enter("").is_none());
        let (pair, rules) = cookie.split_once(';').unwrap();
        assert_eq!(rules, " HttpOnly; SameSite=Strict; Path=/");
        assert!(!cookie.contains(token));
        assert!(gate.has_key(&headers(&[(COOKIE, pair)])));
        assert!(gate.has_key(&headers(&[(COOKIE, &format!("a=b; {pair}"))])));
        assert!(!gate.has_key(&headers(&[(COOKIE, "dramaturg-4000=")])));
        assert!(!gate.has_key(&headers(&[])));
    }

    #[test]
    fn other_names_and_other_sites_are_refused() {
        let gate = Gate::new(4000).unwrap();
        let check = |method, rows: &[_]| gate.check_site(&method, &headers(rows)).is_ok();
        assert!(check(Method::GET, &[(HOST, "127.0.0.1:4000")]));
        assert!(!check(Method::GET, &[(HOST, "evil.example:4000")]));
        assert!(!check(Method::GET, &[(HOST, "127.0.0.1:4001")]));
        assert!(!check(Method::GET, &[]));
        assert!(!check(Method::POST, &[(HOST, "localhost:4000")]));
        let own = (ORIGIN, "http://localhost:4000");
        assert!(check(Method::POST, &[(HOST, "localhost:4000"), own.clone()]));
        assert!(!check(Method::POST, &[(HOST, "127.0.0.1:4000"), own]));
        let null = (ORIGIN, "null");
        assert!(!check(Method::GET, &[(HOST, "localhost:4000"), null]));
    }
}
