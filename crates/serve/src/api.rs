//! What the page may ask. Every answer about a book goes up to its place and no further.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes as Body;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post, put};
use dramaturg::corrections::{Entry, StoreError};
use dramaturg::text::ParagraphKind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use crate::ServeError;
use crate::assets::asset;
use crate::correct::{Asked, Wish, change};
use crate::desk::{Desk, Open};
use crate::gate::{Gate, HEADERS};
use crate::search;
use crate::shown::{Bytes, FindingRow, Line};

/// The largest book that is taken in by dragging, in bytes.
const MAX_UPLOAD_BYTES: usize = 32 << 20;
/// The largest other request, in bytes.
const MAX_REQUEST_BYTES: usize = 64 << 10;
/// How many lines or hits are sent at once.
const MAX_ROWS: usize = 100;
/// How many stretches of words are sent at once, and how long each may be, in bytes.
const MAX_WORDS: (usize, usize) = (300, 600);
/// How many doubtful lines are sent at once, and how much of the text before and behind each,
/// in bytes.
const MAX_QUEUE: usize = 40;
const REVIEW_BYTES: (usize, usize) = (900, 400);
/// The words shown on each side of a hit, in bytes.
const AROUND_BYTES: usize = 70;

/// What the requests share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) gate: Gate,
    pub(crate) desk: Desk,
}

/// All that can be asked.
pub(crate) fn router(app: Arc<App>) -> Router {
    let small = DefaultBodyLimit::max(MAX_REQUEST_BYTES);
    let api = Router::new()
        .route("/api/shelf", get(shelf))
        .route("/api/book/{id}", get(book))
        .route("/api/book/{id}/place", post(place))
        .route("/api/book/{id}/text", get(text))
        .route("/api/book/{id}/story", get(story))
        .route("/api/book/{id}/marks", get(marks))
        .route("/api/book/{id}/lines", get(lines))
        .route("/api/book/{id}/words", get(words))
        .route("/api/book/{id}/seen", get(seen))
        .route("/api/book/{id}/search", get(find))
        .route("/api/book/{id}/review", get(review))
        .route("/api/book/{id}/findings", get(findings))
        .route("/api/book/{id}/corrections", get(corrections).post(correct))
        .layer(small)
        .route(
            "/api/shelf/{name}",
            put(add).layer(DefaultBodyLimit::max(MAX_UPLOAD_BYTES)),
        )
        .route("/", get(|| async { asset("index.html") }))
        .route(
            "/assets/{name}",
            get(|Path(name): Path<String>| async move { asset(&name) }),
        )
        .layer(middleware::from_fn_with_state(app.clone(), require_key));
    Router::new()
        .route("/enter", get(enter))
        .merge(api)
        .layer(middleware::from_fn_with_state(app.clone(), require_site))
        .with_state(app)
}

async fn require_site(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let checked = app.gate.check_site(request.method(), request.headers());
    let mut response = match checked {
        Ok(()) => next.run(request).await,
        Err(status) => (status, "this address is for this page alone").into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

async fn require_key(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    if app.gate.has_key(request.headers()) {
        return next.run(request).await;
    }
    let message = "This page needs the address that `dramaturg open` has printed; it is \
                   good once. Start `dramaturg open` again for a new one.";
    (StatusCode::UNAUTHORIZED, message).into_response()
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
}

/// Takes the token for a cookie. The page goes on by itself, so that the request behind the
/// cookie is its own and the address with the token is left behind.
async fn enter(
    State(app): State<Arc<App>>,
    Query(Token { token }): Query<Token>,
) -> Response {
    let cookie =
        app.gate.enter(&token).and_then(|cookie| HeaderValue::try_from(cookie).ok());
    match cookie {
        Some(cookie) => {
            let page = "<!doctype html><meta charset=utf-8><title>dramaturg</title>\
                        <meta http-equiv=refresh content=\"0;url=/\">";
            ([(SET_COOKIE, cookie)], Html(page)).into_response()
        }
        None => {
            let message = "This address was used before; it is good once. Start \
                           `dramaturg open` again for a new one.";
            (StatusCode::UNAUTHORIZED, message).into_response()
        }
    }
}

impl IntoResponse for ServeError {
    fn into_response(self) -> Response {
        let status = match &self {
            ServeError::NoBook => StatusCode::NOT_FOUND,
            ServeError::Corrections(StoreError::Stale) => StatusCode::CONFLICT,
            ServeError::Ingest(_)
            | ServeError::BadName
            | ServeError::Request(_)
            | ServeError::Refused(_)
            | ServeError::Foreign => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, json_body(&json!({ "error": self.to_string() }))).into_response()
    }
}

/// JSON that is written already.
fn raw_json(json: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response()
}

fn json_body(value: &impl Serialize) -> Response {
    raw_json(serde_json::to_string(value).unwrap_or_default())
}

/// Runs what takes long where it holds up nobody.
async fn blocking(
    app: Arc<App>,
    work: impl FnOnce(&App) -> Result<Response, ServeError> + Send + 'static,
) -> Response {
    match tokio::task::spawn_blocking(move || work(&app)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => error.into_response(),
        Err(_) => {
            let error = "the book could not be read: a mistake in dramaturg";
            let body = json_body(&json!({ "error": error }));
            (StatusCode::INTERNAL_SERVER_ERROR, body).into_response()
        }
    }
}

async fn shelf(State(app): State<Arc<App>>) -> Response {
    blocking(app, |app| {
        let books = app.desk.shelf.books().into_iter().map(|(id, path)| {
            let file =
                path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let place = app.desk.place_of(&id).unwrap_or_default();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let title =
                if place.title.is_empty() { stem.replace('_', " ") } else { place.title };
            json!({ "id": id, "file": file, "title": title, "at": place.at,
                    "length": place.length })
        });
        let mut books: Vec<serde_json::Value> = books.collect();
        books.sort_by_key(|book| {
            book["title"].as_str().unwrap_or_default().to_lowercase()
        });
        Ok(json_body(&json!({ "books": books, "only": app.desk.shelf.only() })))
    })
    .await
}

async fn add(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    body: Body,
) -> Response {
    blocking(app, move |app| {
        // What cannot be read is not put on the shelf.
        dramaturg::text::read(&name, &body, &app.desk.limits)?;
        let id =
            app.desk.shelf.add(&name, &body).map_err(|error| match error.kind() {
                std::io::ErrorKind::InvalidFilename => ServeError::BadName,
                _ => error.into(),
            })?;
        Ok(json_body(&json!({ "id": id })))
    })
    .await
}

/// Where a book stands; the page loads it first, and its file is looked at anew.
async fn book(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, true)?;
        Ok(outline(&open))
    })
    .await
}

/// The place, and the blocks that begin in front of it.
fn outline(open: &Open) -> Response {
    let place = open.place();
    let (read_to, is_all) = open.read_to();
    let pages = &open.pages;
    let starts = pages.blocks.iter().map(|&i| pages.pieces[i].start);
    let starts: Vec<usize> = starts.take_while(|&start| start < place).collect();
    json_body(&json!({
        "id": open.id,
        "title": crate::desk::title(&open.book),
        "authors": open.book.source.authors,
        "length": pages.end(),
        "place": place,
        "read_to": read_to,
        "is_all": is_all,
        "blocks": starts,
        "version": open.version(),
        "seen": open.corrections().version(),
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Move {
    /// Some lines on.
    On,
    /// Up to the paragraph with an offset, forward or back.
    To(usize),
    /// Everything is shown, or no more than was read.
    All(bool),
}

async fn place(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    blocking(app, move |app| {
        let change: Move = serde_json::from_slice(&body).map_err(ServeError::Request)?;
        let open = app.desk.open(&id, false)?;
        let (text, pages) = (&open.book.text, &open.pages);
        app.desk.go(&open, |place| match change {
            Move::On if place.is_all => {}
            Move::On => place.go(text, pages.further(place.at)),
            Move::To(offset) => place.go(text, pages.place(offset)),
            Move::All(is_all) => place.is_all = is_all,
        })?;
        Ok(outline(&open))
    })
    .await
}

#[derive(Deserialize)]
struct Block {
    block: usize,
    /// Whether what is no story is sent, too: a table of contents tells of chapters to come.
    #[serde(default)]
    apart: bool,
}

#[derive(Serialize)]
struct PieceRow<'a> {
    span: Bytes,
    kind: &'static str,
    gap: bool,
    continued: bool,
    text: &'a str,
}

async fn text(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(asked): Query<Block>,
) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        let (pages, text) = (&open.pages, open.text());
        let last = pages.n_until(text.len());
        let start = |block: usize| pages.blocks.get(block).map_or(last, |&i| i.min(last));
        let pieces =
            &pages.pieces[start(asked.block)..start(asked.block.saturating_add(1))];
        let rows = pieces.iter().map(|piece| PieceRow {
            span: [piece.start, piece.end],
            kind: kind(piece.kind),
            gap: piece.has_gap,
            continued: piece.is_continued,
            text: if piece.kind == ParagraphKind::Apart && !asked.apart {
                ""
            } else {
                &text[piece.start..piece.end]
            },
        });
        let rows: Vec<PieceRow<'_>> = rows.collect();
        Ok(json_body(&json!({ "place": text.len(), "pieces": rows })))
    })
    .await
}

fn kind(kind: ParagraphKind) -> &'static str {
    match kind {
        ParagraphKind::Prose => "prose",
        ParagraphKind::Heading => "heading",
        ParagraphKind::Break => "break",
        ParagraphKind::Apart => "apart",
    }
}

async fn story(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        Ok(raw_json(app.desk.shown(&open)?.story.clone()))
    })
    .await
}

#[derive(Deserialize)]
struct Stretch {
    from: usize,
    to: usize,
}

async fn marks(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(Stretch { from, to }): Query<Stretch>,
) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        // They are asked for again when the story was read anew.
        Ok(raw_json(app.desk.last_shown(&open)?.marks(from, to)))
    })
    .await
}

/// Which lines; all keys may be missing.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    by: String,
    to: String,
    heard: String,
    mode: String,
    /// Only those less sure than this.
    below: Option<f64>,
    skip: usize,
}

impl Wanted {
    fn has(&self, line: &Line) -> bool {
        let keys = &line.keys;
        (self.by.is_empty() || keys.is_by(&self.by))
            && (self.to.is_empty() || keys.is_to(&self.to))
            && (self.heard.is_empty() || keys.is_heard_by(&self.heard))
            && (self.mode.is_empty() || keys.mode == self.mode)
            && self.below.is_none_or(|below| keys.confidence() < below)
    }
}

#[derive(Serialize)]
struct LineRow<'a> {
    row: &'a RawValue,
    words: Vec<&'a str>,
}

async fn lines(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        let shown = app.desk.shown(&open)?;
        let found: Vec<&Line> = shown.lines.iter().filter(|l| wanted.has(l)).collect();
        let rows = found.iter().skip(wanted.skip).take(MAX_ROWS).map(|line| LineRow {
            row: &line.raw,
            words: line
                .keys
                .spans
                .iter()
                .map(|&span| slice(&open, shown.at, span))
                .collect(),
        });
        let rows: Vec<LineRow<'_>> = rows.collect();
        let (total, at) = (found.len(), shown.at);
        Ok(json_body(&json!({ "at": at, "total": total, "lines": rows })))
    })
    .await
}

/// The words of a stretch, nothing if it goes beyond the place or is too long.
fn slice(open: &Open, at: usize, [start, end]: Bytes) -> &str {
    let text = &open.book.text[..at.min(open.place())];
    let end = text.floor_char_boundary(end.min(start.saturating_add(MAX_WORDS.1)));
    text.get(start..end).unwrap_or_default()
}

#[derive(Deserialize)]
struct Spans {
    /// As `10-20,35-40`.
    spans: String,
}

async fn words(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(Spans { spans }): Query<Spans>,
) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        let place = open.place();
        let spans = spans.split(',').take(MAX_WORDS.0).map(|span| {
            let (start, end) = span.split_once('-').unwrap_or_default();
            match (start.parse(), end.parse()) {
                (Ok(start), Ok(end)) if end <= place => slice(&open, place, [start, end]),
                _ => "",
            }
        });
        Ok(json_body(&spans.collect::<Vec<&str>>()))
    })
    .await
}

#[derive(Deserialize)]
struct Whom {
    who: String,
}

/// Where somebody is seen last.
async fn seen(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(Whom { who }): Query<Whom>,
) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        Ok(json_body(&json!({ "last": app.desk.shown(&open)?.last_seen(&who) })))
    })
    .await
}

#[derive(Deserialize)]
struct Search {
    q: String,
}

async fn find(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(Search { q }): Query<Search>,
) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        let shown = app.desk.shown(&open)?;
        let text = open.text();
        let text = &text[..shown.at.min(text.len())];
        let found = search::find(text, &q, MAX_ROWS * 2);
        let is_apart = |at: usize| {
            let pieces = &open.pages.pieces;
            let i = pieces.partition_point(|piece| piece.end <= at);
            pieces.get(i).is_some_and(|piece| piece.kind == ParagraphKind::Apart)
        };
        let found = found.into_iter().filter(|&[start, _]| !is_apart(start));
        let rows = found.map(|[start, end]| {
            let from = text.ceil_char_boundary(start.saturating_sub(AROUND_BYTES));
            let to = text.floor_char_boundary((end + AROUND_BYTES).min(text.len()));
            let last = shown.lines.partition_point(|line| line.keys.hull()[0] <= start);
            // A line may lie in one that begins in front of it.
            let line = shown.lines[..last].iter().rev().take(4);
            let line = line.into_iter().find(|line| line.keys.hull()[1] >= end);
            json!({
                "span": [start, end],
                "around": [&text[from..start], &text[start..end], &text[end..to]],
                "line": line.map(|line| &line.raw),
            })
        });
        let rows: Vec<serde_json::Value> = rows.take(MAX_ROWS).collect();
        Ok(json_body(&BTreeMap::from([("hits", rows)])))
    })
    .await
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Skipped {
    skip: usize,
}

#[derive(Serialize)]
struct ReviewRow<'a> {
    row: &'a RawValue,
    candidates: &'a [(String, String, f64)],
    gain: f64,
    /// The text in front of the line, the line, and what follows it.
    around: [&'a str; 3],
}

/// The doubtful lines, those first of which an answer settles most. They may be those of the
/// reading before the last correction.
async fn review(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(Skipped { skip }): Query<Skipped>,
) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        let shown = app.desk.last_shown(&open)?;
        let text = &open.book.text[..shown.at.min(open.place())];
        let doubts = &shown.aside.doubts;
        let rows = doubts.iter().skip(skip).take(MAX_QUEUE).filter_map(|doubt| {
            let line = shown.line(&doubt.line)?;
            let [start, end] = line.keys.hull();
            let from = text.ceil_char_boundary(start.saturating_sub(REVIEW_BYTES.0));
            let to = text.floor_char_boundary((end + REVIEW_BYTES.1).min(text.len()));
            Some(ReviewRow {
                row: &line.raw,
                candidates: &doubt.candidates,
                gain: doubt.gain,
                around: [&text[from..start], &text[start..end], &text[end..to]],
            })
        });
        let rows: Vec<ReviewRow<'_>> = rows.collect();
        Ok(json_body(&json!({
            "at": shown.at, "version": shown.version, "total": doubts.len(), "lines": rows,
        })))
    })
    .await
}

/// What in the story cannot be.
async fn findings(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        let shown = app.desk.last_shown(&open)?;
        let corrections = open.corrections();
        let rows = shown.aside.findings.iter().map(|row| {
            let meant = corrections.intended.iter().find(|meant| row.is_meant_by(meant));
            json!({
                "id": row.id, "kind": row.kind, "about": row.about,
                "message": row.message, "character": row.character,
                "first": row.first, "second": row.second,
                "words": [slice(&open, shown.at, row.first),
                          slice(&open, shown.at, row.second)],
                "intended": meant.map(|meant| Entry::Intended(meant.clone()).id()),
            })
        });
        let rows: Vec<serde_json::Value> = rows.collect();
        Ok(json_body(&json!({ "at": shown.at, "findings": rows })))
    })
    .await
}

/// What was put right in the text that is shown. Of the others there is only the number:
/// their words may stand behind the place.
async fn corrections(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    blocking(app, move |app| {
        let open = app.desk.open(&id, false)?;
        let shown = app.desk.shown(&open)?;
        let all = open.corrections();
        let places: BTreeMap<&str, Option<Bytes>> =
            shown.aside.placed.iter().map(|(id, span)| (&**id, *span)).collect();
        let entries = all.entries();
        let rows = entries.iter().filter_map(|entry| {
            let id = entry.id();
            let span = match entry {
                Entry::Intended(intended) => {
                    let is_of = |row: &&FindingRow| row.is_meant_by(intended);
                    Some(shown.aside.findings.iter().find(is_of)?.second)
                }
                _ => *places.get(&*id)?,
            };
            let is_mark = |c: char| "\"“”‘’'«»„‟‹›`".contains(c);
            let words =
                span.map(|span| slice(&open, shown.at, span).trim_matches(is_mark));
            Some(match entry {
                Entry::Merge(names) => json!({ "id": id, "kind": "merge", "names": names }),
                Entry::Apart(names) => json!({ "id": id, "kind": "apart", "names": names }),
                Entry::Split(names) => json!({ "id": id, "kind": "split", "names": names }),
                Entry::Rename(name, to) => {
                    json!({ "id": id, "kind": "rename", "names": [name, to] })
                }
                Entry::Narrator(name) => {
                    json!({ "id": id, "kind": "narrator", "names": [name] })
                }
                Entry::Line(line) => json!({
                    "id": id, "kind": "line", "span": span, "words": words,
                    "speaker": line.speaker, "mode": line.mode,
                }),
                Entry::Intended(intended) => json!({
                    "id": id, "kind": "intended", "span": span, "words": words,
                    "note": intended.note,
                }),
            })
        });
        let rows: Vec<serde_json::Value> = rows.collect();
        let n_others = entries.len() - rows.len();
        Ok(json_body(&json!({
            "at": shown.at, "seen": all.version(), "corrections": rows, "others": n_others,
        })))
    })
    .await
}

/// Puts something right.
async fn correct(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    blocking(app, move |app| {
        let asked: Asked = serde_json::from_slice(&body).map_err(ServeError::Request)?;
        let open = app.desk.open(&id, false)?;
        let step = match &asked.wish {
            Wish::Undo(step) => {
                app.desk.take_back(&open, *step)?;
                None
            }
            _ => {
                let shown = app.desk.last_shown(&open)?;
                let change = change(&open, &shown, asked)?;
                Some(app.desk.correct(&open, &change)?)
            }
        };
        let seen = open.corrections().version();
        Ok(json_body(&json!({ "version": open.version(), "seen": seen, "step": step })))
    })
    .await
}
