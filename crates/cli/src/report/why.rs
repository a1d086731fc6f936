//! The page that explains the speaker of one quotation.

use dramaturg::cast::speech::{CandidateReasons, Explanation, Reason, ReasonKind};
use dramaturg::cast::{AttributionKind, Mode, QuotationId};
use dramaturg::text::{Byte, ParagraphId, Position, Span};
use dramaturg::view::Quotation;
use dramaturg::{Ids, Reading, json::rounded};
use serde_json::{Value, json};

use super::layout::{bar, clean, cut, fit, width, wrap};
use super::{BOLD, DIM, FAIR, GOOD, HEAD, POOR, styled};

/// The reasons that are shown of each candidate.
const MAX_REASONS: usize = 8;
/// The columns of a bar.
const BAR_COLUMNS: usize = 16;

/// The quotation that a user means, and how many others fit as well. `wanted` is an id, a
/// number from 1, `@` and a byte, or some words.
pub(crate) fn find(
    reading: &Reading,
    ids: &Ids,
    wanted: &str,
) -> Result<(QuotationId, usize), String> {
    let rows = &reading.cast.quotations.rows;
    if rows.is_empty() {
        return Err("has no quotations".to_owned());
    }
    if let Some((id, _)) = ids.quotations.iter().find(|(_, id)| *id == wanted) {
        return Ok((id, 0));
    }
    if let Some(at) = wanted.strip_prefix('@') {
        let n_bytes = reading.book.text.len();
        let at = at.parse::<usize>().ok().filter(|&at| at < n_bytes);
        let at = at
            .map(Byte::from_index)
            .ok_or_else(|| format!("{wanted} is no byte of it; it has {n_bytes}"))?;
        let holds = |q: Span<Byte>| q.contains(at);
        // The innermost of those that hold it.
        let found = rows.iter().rev().find(|(_, q)| q.outer.iter().any(|&p| holds(p)));
        let found = found.or_else(|| rows.iter().rev().find(|(_, q)| holds(q.hull())));
        let found = found.map(|(id, _)| (id, 0));
        return found.ok_or_else(|| format!("{wanted} is in no quotation"));
    }
    if let Some(number) =
        wanted.parse::<usize>().ok().filter(|n| (1..=rows.len()).contains(n))
    {
        return Ok((QuotationId::from_index(number - 1), 0));
    }
    let words = plain(wanted);
    let mut fitting: Vec<(QuotationId, bool)> = Vec::new();
    for quotation in reading.quotations().filter(|_| !words.is_empty()) {
        let says = plain(&quotation.words().collect::<Vec<_>>().join(" "));
        // Of a line and one inside it, the whole one is meant, or that which is just so.
        let is_inside = |(id, _): &(QuotationId, bool)| {
            quotation.row().nested_in == Some(*id) && says != words
        };
        if says.contains(&words) && !fitting.iter().any(is_inside) {
            fitting.push((quotation.id, says == words));
        }
    }
    if fitting.iter().any(|(_, is_exact)| *is_exact) {
        fitting.retain(|(_, is_exact)| *is_exact);
    }
    let &(first, _) = fitting.first().ok_or_else(|| {
        let n = rows.len();
        format!(
            "no quotation is or has “{}”; there are {n}, from 1 to {n}",
            clean(wanted)
        )
    })?;
    Ok((first, fitting.len() - 1))
}

/// Words in lower case without punctuation, as they are looked for.
fn plain(words: &str) -> String {
    let letters = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The page, with ANSI styles.
pub(crate) fn render(
    reading: &Reading,
    ids: &Ids,
    id: QuotationId,
    n_others: usize,
    columns: usize,
) -> String {
    let quotation = reading.quotation(id);
    let explanation = quotation.explain();
    let mut page = Page { reading, columns, out: String::new() };
    page.head(quotation, &ids.quotations[id], n_others);
    page.surroundings(quotation);
    page.turns(&explanation);
    if explanation.candidates.is_empty() {
        page.line("\nNobody is a candidate for its speaker.");
    }
    for (i, candidate) in explanation.candidates.iter().enumerate() {
        page.candidate(candidate, i == 0);
    }
    if !explanation.candidates.is_empty() {
        page.line("");
        for line in wrap(
            "Figures behind reasons are log odds by the rules, 0 is neither for nor against; \
             the probabilities are those of the learned ranker, which weighs more than that.",
            columns,
            4,
        ) {
            page.line(&styled(DIM, &line));
        }
    }
    page.out
}

struct Page<'a> {
    reading: &'a Reading,
    columns: usize,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, words: &str) {
        self.out.push_str(words.trim_end());
        self.out.push('\n');
    }

    fn head(&mut self, quotation: Quotation<'_>, id: &str, n_others: usize) {
        let book = &self.reading.book;
        let at = quotation.row().hull().start();
        let line = book.text[..at.index()].matches('\n').count() + 1;
        let number = quotation.id.index() + 1;
        let kind = quotation.attribution().map_or(AttributionKind::Implicit, |a| a.kind);
        let mut facts = format!(
            "quotation {number} · {id} · line {line} · byte {} · {} · {}",
            at.index(),
            mode(quotation.mode()),
            kind.label()
        );
        if n_others > 0 {
            facts += &format!(" · the first of {} with these words", n_others + 1);
        }
        for line in wrap(&facts, self.columns, 2) {
            self.line(&styled(DIM, &line));
        }
    }

    /// The paragraphs of the quotation, and one on either side.
    fn surroundings(&mut self, quotation: Quotation<'_>) {
        let book = &self.reading.book;
        let row = quotation.row();
        let hull = row.hull();
        let first = row.paragraph.index();
        // The end of a paragraph lies before the next one.
        let inside = Byte::from_index(hull.end().index().saturating_sub(1));
        let last = book.paragraph_at(inside).map_or(first, Position::index).max(first);
        let paragraph = |i: usize| {
            (i < book.paragraphs.len())
                .then(|| book.paragraphs[ParagraphId::from_index(i)].span)
        };
        self.line("");
        if let Some(before) = first.checked_sub(1).and_then(paragraph) {
            let words = clean(book.slice(before));
            self.words(&tail(&words, 2 * (self.columns - 4)), false);
            self.line("");
        }
        let (start, end) = (paragraph(first), paragraph(last));
        if let (Some(start), Some(end)) = (start, end) {
            let mut at = start.start();
            for part in &row.outer {
                if at < part.start() {
                    let words = clean(book.slice(Span::new(at, part.start())));
                    self.words(&tail(&words, 3 * (self.columns - 4)), false);
                }
                self.words(&clean(book.slice(*part)), true);
                at = part.end();
            }
            if at < end.end() {
                self.words(&clean(book.slice(Span::new(at, end.end()))), false);
            }
        }
        if let Some(after) = paragraph(last + 1) {
            self.line("");
            self.words(&clean(book.slice(after)), false);
        }
    }

    fn words(&mut self, words: &str, is_quotation: bool) {
        let (mark, style, n_lines) =
            if is_quotation { ("▸", BOLD, 12) } else { (" ", DIM, 3) };
        for (i, line) in wrap(words, self.columns - 4, n_lines).iter().enumerate() {
            let mark = if i == 0 { mark } else { " " };
            self.line(&format!(" {mark} {}", styled(style, line)));
        }
    }

    /// Who speaks before and behind.
    fn turns(&mut self, explanation: &Explanation) {
        self.line("");
        for (label, id) in
            [("spoke before", explanation.before), ("speaks next", explanation.after)]
        {
            let says = match id {
                None => "nobody in the same conversation".to_owned(),
                Some(id) => {
                    let quotation = self.reading.quotation(id);
                    let rows = quotation.attribution().map_or(&[][..], |a| &a.candidates);
                    let names = rows.iter().filter(|c| c.probability >= 0.05).take(3);
                    let names: Vec<String> = names
                        .map(|c| {
                            format!("{} {}", self.name(c.entity), percent(c.probability))
                        })
                        .collect();
                    if names.is_empty() { "unknown".to_owned() } else { names.join(", ") }
                }
            };
            let says = cut(&says, self.columns.saturating_sub(15));
            self.line(&format!("{}  {says}", styled(DIM, &fit(label, 13))));
        }
    }

    fn name(&self, id: dramaturg::cast::EntityId) -> String {
        clean(self.reading.character(id).name())
    }

    fn candidate(&mut self, candidate: &CandidateReasons, is_best: bool) {
        let p = candidate.probability;
        let style = match p {
            0.75.. => GOOD,
            0.25.. => FAIR,
            _ => POOR,
        };
        // A bar of a thousand steps; probabilities have four decimals.
        let parts = format!("{:.0}", 1000.0 * p).parse().unwrap_or(0);
        let bar = fit(&bar(parts, 1000, BAR_COLUMNS), BAR_COLUMNS);
        let name = cut(&self.name(candidate.entity), self.columns / 2);
        let name = styled(if is_best { HEAD } else { BOLD }, &name);
        self.line(&format!("\n{:>5}  {}  {name}", percent(p), styled(style, &bar)));
        for reason in candidate.reasons.iter().take(MAX_REASONS) {
            self.reason(reason);
        }
    }

    fn reason(&mut self, reason: &Reason) {
        let (mark, style) = if reason.weight > 0.0 { ('+', GOOD) } else { ('−', POOR) };
        let label = fit(says(reason.kind, reason.weight > 0.0), 29);
        let weight = format!("{mark}{:.1}", reason.weight.abs());
        let start = format!("    {} {label}", styled(style, &fit(&weight, 5)));
        let words = reason.words.map_or(String::new(), |span| {
            let book = &self.reading.book;
            cut(&clean(book.slice(book.bytes(span))), self.columns.saturating_sub(42))
        });
        if words.is_empty() {
            self.line(&start);
        } else {
            self.line(&format!("{start}  {}", styled(DIM, &words)));
        }
    }
}

/// A reason in words, for or against.
fn says(kind: ReasonKind, is_for: bool) -> &'static str {
    match (kind, is_for) {
        (ReasonKind::Given, _) => "somebody said so",
        (ReasonKind::CueName, true) => "the cue names them",
        (ReasonKind::CueName, false) => "the cue names another",
        (ReasonKind::CuePronoun, true) => "the cue's pronoun suits",
        (ReasonKind::CuePronoun, false) => "the cue's pronoun clashes",
        (ReasonKind::CueMeans, true) => "the pronoun may mean them",
        (ReasonKind::CueMeans, false) => "the pronoun cannot mean them",
        (ReasonKind::CueDescription, true) => "the cue describes them",
        (ReasonKind::CueDescription, false) => "the cue describes another",
        (ReasonKind::CueAddressee, _) => "the cue says: to them",
        (ReasonKind::ActionBefore, true) => "they act right before it",
        (ReasonKind::ActionBefore, false) => "another acts right before it",
        (ReasonKind::ActionAfter, true) => "they act right behind it",
        (ReasonKind::ActionAfter, false) => "another acts right behind it",
        (ReasonKind::Lead, _) => "the paragraph before leads up",
        (ReasonKind::Called, _) => "called by name in it",
        (ReasonKind::Named, _) => "named in it",
        (ReasonKind::CalledBefore, _) => "called in the line before",
        (ReasonKind::CalledAfter, _) => "called in the line behind",
        (ReasonKind::TurnBefore, true) => "in turn after the line before",
        (ReasonKind::TurnBefore, false) => "out of turn after line before",
        (ReasonKind::TurnAfter, true) => "in turn before the next line",
        (ReasonKind::TurnAfter, false) => "out of turn before next line",
        (ReasonKind::Around, true) => "much around is about them",
        (ReasonKind::Around, false) => "little around is about them",
        (ReasonKind::OffStage, _) => "hardly mentioned around",
        (ReasonKind::Unnamed, _) => "has no name",
        (ReasonKind::Narrator, _) => "tells the story",
        (ReasonKind::Focalizer, _) => "it is told through their eyes",
    }
}

/// The word for a mode.
fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Speech => "speech",
        Mode::Thought => "thought",
        Mode::Writing => "writing",
    }
}

/// A probability in per cent.
fn percent(p: f32) -> String {
    format!("{:.0} %", 100.0 * p)
}

/// The end of a text, cut in front to some columns.
fn tail(words: &str, columns: usize) -> String {
    if width(words) <= columns {
        return words.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut n_columns = 1;
    for word in words.rsplit(' ') {
        n_columns += width(word) + 1;
        if n_columns > columns {
            break;
        }
        kept.push(word);
    }
    kept.reverse();
    format!("… {}", kept.join(" "))
}

/// The same for programs.
pub(crate) fn to_json(reading: &Reading, ids: &Ids, id: QuotationId) -> Value {
    let quotation = reading.quotation(id);
    let explanation = quotation.explain();
    let book = &reading.book;
    let bytes = |span: Span<Byte>| json!([span.start().index(), span.end().index()]);
    let someone = |entity, probability| {
        json!({
            "id": ids.entities[entity],
            "name": reading.character(entity).name(),
            "probability": rounded(probability),
        })
    };
    let turn = |id: Option<QuotationId>| {
        id.map(|id| {
            let quotation = reading.quotation(id);
            let rows = quotation.attribution().map_or(&[][..], |a| &a.candidates);
            let rows = rows.iter().map(|c| someone(c.entity, c.probability));
            json!({"id": ids.quotations[id], "candidates": rows.collect::<Vec<_>>()})
        })
    };
    let reason = |reason: &Reason| {
        let span = reason.words.map(|span| book.bytes(span));
        json!({
            "kind": reason.kind.label(),
            "weight": rounded_weight(reason.weight),
            "span": span.map(bytes),
            "words": span.map(|span| book.slice(span)),
        })
    };
    let candidates = explanation.candidates.iter().map(|candidate| {
        let mut row = someone(candidate.entity, candidate.probability);
        row["reasons"] = candidate.reasons.iter().map(reason).collect();
        row
    });
    let row = quotation.row();
    json!({
        "format": "dramaturg-why",
        "version": 1,
        "quotation": ids.quotations[id],
        "number": id.index() + 1,
        "mode": mode(quotation.mode()),
        "kind": quotation.attribution().map(|a| a.kind.label()),
        "spans": row.parts.iter().map(|&part| bytes(part)).collect::<Vec<_>>(),
        "words": quotation.words().collect::<Vec<_>>(),
        "before": turn(explanation.before),
        "after": turn(explanation.after),
        "candidates": candidates.collect::<Vec<_>>(),
    })
}

/// Two decimals: weights are set by hand.
fn rounded_weight(weight: f32) -> f64 {
    (f64::from(weight) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use dramaturg::Engine;
    use dramaturg::text::read_text;

    use super::*;

    const TEXT: &str = "Mara and Tom sat down.\n\n“Come here, Tom,” said Mara.\n\n\
                        “No.” Tom shook his head.\n\n“No?”\n\nNobody spoke.\n";

    fn reading() -> (Reading, Ids) {
        let book = read_text("why.txt", TEXT).unwrap();
        let reading = Engine::rules_only().read(book);
        let ids = Ids::new(&reading, &reading.tally(0.0));
        (reading, ids)
    }

    #[test]
    fn a_quotation_is_found_by_id_number_byte_or_words() {
        let (reading, ids) = reading();
        let found =
            |wanted: &str| find(&reading, &ids, wanted).map(|(id, n)| (id.index(), n));
        assert_eq!(found(&ids.quotations.rows()[1]), Ok((1, 0)));
        assert_eq!(found("3"), Ok((2, 0)));
        assert_eq!(found("@30"), Ok((0, 0)));
        assert_eq!(found("come HERE tom"), Ok((0, 0)));
        assert_eq!(found("no"), Ok((1, 1)));
        assert!(found("@0").unwrap_err().contains("no quotation"));
        assert!(found("@900").unwrap_err().contains("no byte"));
        assert!(found("yes").unwrap_err().contains("from 1 to 3"));
        assert!(found("4").unwrap_err().contains("from 1 to 3"));
    }

    #[test]
    fn a_page_shows_the_words_and_keeps_to_its_columns() {
        let (reading, ids) = reading();
        for columns in [48, 80] {
            let page = render(&reading, &ids, QuotationId::from_index(0), 0, columns);
            let mut plain = anstream::StripStream::new(Vec::new());
            plain.write_all(page.as_bytes()).unwrap();
            let page = String::from_utf8(plain.into_inner()).unwrap();
            for line in page.lines() {
                assert!(width(line) <= columns, "{columns} columns: {line}");
            }
            for words in ["▸ “Come here, Tom,”", "the cue names them", "speaks next"]
            {
                assert!(page.contains(words), "{words}: {page}");
            }
        }
    }

    #[test]
    fn the_paragraph_behind_stands_apart() {
        let (reading, ids) = reading();
        let page = render(&reading, &ids, QuotationId::from_index(2), 0, 80);
        let mut plain = anstream::StripStream::new(Vec::new());
        plain.write_all(page.as_bytes()).unwrap();
        let page = String::from_utf8(plain.into_inner()).unwrap();
        assert!(page.contains(" ▸ “No?”\n\n   Nobody spoke.\n"), "{page}");
    }

    #[test]
    fn programs_get_spans_and_words() {
        let (reading, ids) = reading();
        let document = to_json(&reading, &ids, QuotationId::from_index(0));
        let best = &document["candidates"][0];
        assert_eq!(best["name"], "Mara");
        let reasons = best["reasons"].as_array().unwrap();
        let cue = reasons.iter().find(|r| r["kind"] == "cue_name").unwrap();
        assert_eq!(cue["words"], "said Mara");
        assert_eq!(document["after"]["candidates"][0]["name"], "Tom");
    }
}
