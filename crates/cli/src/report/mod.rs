//! The report: what is in a book, for people at a terminal.
//!
//! A section a function, in the order in which they stand on the page.

pub(crate) mod layout;
mod portrait;
pub(crate) mod why;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use dramaturg::Reading;
use dramaturg::cast::{Convention, EntityId, EntityKind, Mode, User};
use dramaturg::text::{Byte, Position, Span};
use dramaturg::view::{Character, Quotation, Scene, SegmentKind, Tally};

pub(crate) use layout::clean;
use layout::{bar, count, cut, fit, percent, thousands, width, wrap};

/// A longer cast is cut here.
const MAX_CAST: usize = 20;
/// More chapters and scenes than this are counted only.
const MAX_SCENE_LINES: usize = 36;
/// The lines of dialogue that are shown.
const MAX_LINES: usize = 10;
/// The kinds of notes that are shown.
const MAX_NOTES: usize = 8;
/// From here on a speaker is certain, or likely; below, doubtful.
const CERTAIN: f32 = 0.95;
const LIKELY: f32 = 0.75;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const HEAD: Style = AnsiColor::Cyan.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const FAIR: Style = AnsiColor::Yellow.on_default();
const POOR: Style = AnsiColor::Red.on_default();

/// How the coverage shows each kind: narration, speech, thought, writing, no story.
const COVERAGE: [(&str, Style); 5] = [
    ("░", DIM),
    ("█", AnsiColor::Cyan.on_default()),
    ("▓", AnsiColor::Magenta.on_default()),
    ("▒", AnsiColor::Yellow.on_default()),
    ("·", DIM),
];

/// Words in a style.
fn styled(style: Style, words: &str) -> String {
    format!("{style}{words}{style:#}")
}

/// The report of a reading, with ANSI styles, for a page of `columns`.
pub(crate) fn render(reading: &Reading, columns: usize, threshold: f32) -> String {
    let tally = reading.tally(threshold);
    let mut page = Page { reading, tally, threshold, columns, out: String::new() };
    page.title();
    page.cast();
    page.scenes();
    page.sureness();
    page.lines();
    page.portraits();
    page.notes();
    page.coverage();
    page.out
}

struct Page<'a> {
    reading: &'a Reading,
    tally: Tally,
    threshold: f32,
    columns: usize,
    out: String,
}

impl<'a> Page<'a> {
    fn line(&mut self, words: &str) {
        let words = words.trim_end();
        self.out.push_str(words);
        self.out.push('\n');
    }

    fn head(&mut self, words: &str, aside: &str) {
        let head = styled(HEAD, words);
        let aside = match aside {
            "" => String::new(),
            aside => format!(" {}", styled(DIM, aside)),
        };
        self.line(&format!("\n{head}{aside}"));
    }

    fn title(&mut self) {
        let book = &self.reading.book;
        let source = &book.source;
        let title = clean(source.title.as_deref().unwrap_or(&source.name));
        let mut head = styled(BOLD, &cut(&title, self.columns));
        if !source.authors.is_empty() {
            head += &format!(" by {}", clean(&source.authors.join(", ")));
        }
        self.line(&head);
        let dialogue = match self.reading.cast.quotations.convention {
            Convention::Double => "double quotation marks",
            Convention::Single => "single quotation marks",
            Convention::Guillemets => "guillemets",
            Convention::Dash => "dialogue with dashes",
            Convention::None => "no marks of dialogue",
        };
        let mut facts = vec![count(book.n_words(), "word")];
        facts.push(format!("{}, {}", source.format, source.encoding));
        facts.extend(source.language.clone());
        facts.push(dialogue.to_owned());
        for line in wrap(&clean(&facts.join(" · ")), self.columns, 2) {
            self.line(&styled(DIM, &line));
        }
    }

    /// The cast, who speaks most first.
    fn cast(&mut self) {
        let reading = self.reading;
        let mut cast: Vec<Character<'a>> =
            reading.characters().filter(|c| self.tally.is_cast[c.id]).collect();
        let n_lines = |c: &Character<'_>| self.tally.n_quotations[c.id] as usize;
        cast.sort_by_key(|c| {
            std::cmp::Reverse((
                n_lines(c),
                c.is_narrator(),
                c.is_on_stage(),
                c.mentions().len(),
            ))
        });
        let n_all = self.reading.cast.quotations.rows.len();
        let (cast, mut absent): (Vec<_>, Vec<_>) =
            cast.into_iter().partition(|c| c.is_on_stage() || n_lines(c) > 0);
        // A place may be called upon; that makes it nobody.
        absent.retain(|c| {
            !matches!(c.entity().kind, EntityKind::Place | EntityKind::Thing)
        });
        let aside = match (cast.len(), absent.len()) {
            (0, 0) => "nobody was found".to_owned(),
            (n, 0) => format!("{n} on stage"),
            (n, n_absent) => format!("{n} on stage, {n_absent} only spoken of"),
        };
        let shown = &cast[..cast.len().min(MAX_CAST)];
        let hidden = &cast[shown.len()..];
        let most = shown.first().map_or(0, n_lines);
        let names: Vec<String> = shown.iter().map(|c| clean(c.name())).collect();
        let longest = names.iter().map(|name| width(name)).max().unwrap_or(0);
        let name_columns = longest.clamp(4, self.columns / 3);
        let labels = shown.iter().filter_map(|c| c.pronouns());
        let pronoun_columns = labels.map(width).max().unwrap_or(0).min(10);
        let n_digits = thousands(most).len().max(5);
        let bar_columns = if self.columns < 64 { 6 } else { 12 };
        // Two columns in front, two between any two of them.
        let left = 2
            + name_columns
            + 2
            + n_digits
            + 2
            + bar_columns
            + 2
            + if pronoun_columns > 0 { pronoun_columns + 2 } else { 0 };
        let alias_columns = self.columns.saturating_sub(left);
        let mut rows = Vec::new();
        for (character, name) in shown.iter().zip(&names) {
            let n = n_lines(character);
            let pronouns = match pronoun_columns {
                0 => String::new(),
                n => fit(character.pronouns().unwrap_or("–"), n) + "  ",
            };
            let bar = fit(&bar(n, most, bar_columns), bar_columns);
            let style = if n > 0 { BOLD } else { DIM };
            let mut row = format!(
                "  {}  {}{:>n_digits$}  {}  ",
                styled(style, &fit(name, name_columns)),
                styled(DIM, &pronouns),
                thousands(n),
                styled(HEAD, &bar),
            );
            // A page too narrow for the other names does without them.
            let aliases =
                if alias_columns < 12 { String::new() } else { self.aliases(*character) };
            for (i, line) in wrap(&aliases, alias_columns, 2).iter().enumerate() {
                if i > 0 {
                    row += &format!("\n{}", " ".repeat(left));
                }
                row += line;
            }
            rows.push(row);
        }
        if !hidden.is_empty() {
            let most = hidden.iter().map(n_lines).max().unwrap_or(0);
            let who = match most {
                0 => "who speak no line".to_owned(),
                n => format!("who speak fewer than {} lines", n + 1),
            };
            rows.push(styled(DIM, &format!("  and {} more {who}", hidden.len())));
        }
        self.head("Cast", &aside);
        if !shown.is_empty() && n_all > 0 {
            let pronouns =
                " ".repeat(if pronoun_columns > 0 { pronoun_columns + 2 } else { 0 });
            let header = format!(
                "  {}  {pronouns}{:>n_digits$}  {}  also called, and by whom",
                " ".repeat(name_columns),
                "lines",
                " ".repeat(bar_columns),
            );
            self.line(&styled(DIM, &cut(&header, self.columns)));
        }
        for row in rows {
            self.line(&row);
        }
        if !absent.is_empty() {
            let names = absent.iter().take(12).map(|c| clean(c.name()));
            let mut says =
                format!("only spoken of: {}", names.collect::<Vec<_>>().join(", "));
            if absent.len() > 12 {
                write!(says, " and {} more", absent.len() - 12)
                    .expect("a string takes any text");
            }
            for line in wrap(&says, self.columns - 2, 3) {
                self.line(&format!("  {}", styled(DIM, &line)));
            }
        }
    }

    /// The narrator's mark, then the other names and who uses them.
    fn aliases(&self, character: Character<'_>) -> String {
        let mut parts = Vec::new();
        if character.is_narrator() {
            parts.push("tells the story".to_owned());
        }
        for (i, alias) in character.aliases().iter().enumerate() {
            let users = character.users(i);
            let is_plain = alias.text == character.name();
            if is_plain || (character.is_narrator() && alias.text == "I") {
                continue;
            }
            let names = users.iter().take(2).map(|user| match user {
                User::Narrator => "narrator".to_owned(),
                User::Speaker(id) => self.name(*id),
            });
            let mut by = names.collect::<Vec<_>>().join(", ");
            if users.len() > 2 {
                by += &format!(" + {}", users.len() - 2);
            }
            let by = if by.is_empty() { by } else { format!(" ({by})") };
            parts.push(format!("“{}”{by}", clean(&alias.text)));
        }
        parts.join(" · ")
    }

    fn name(&self, id: EntityId) -> String {
        clean(self.reading.character(id).name())
    }

    /// Chapters and their scenes: place and time, length, company.
    fn scenes(&mut self) {
        let reading = self.reading;
        let chapters: Vec<_> = reading.chapters().collect();
        let n_scenes = reading.scenes().count();
        if chapters.is_empty() && n_scenes == 0 {
            return;
        }
        let counts = [(chapters.len(), "chapter"), (n_scenes, "scene")];
        let counts = counts.into_iter().filter(|&(n, _)| n > 0);
        let aside = counts.map(|(n, one)| count(n, one)).collect::<Vec<_>>().join(", ");
        self.head("Chapters and scenes", &aside);
        // A block a chapter, or a scene in front of the first chapter.
        let mut blocks: Vec<String> = Vec::new();
        let first = chapters.first().map_or(usize::MAX, |c| c.row().span.start().index());
        let early = reading.scenes().filter(|s| s.row().span.start().index() < first);
        blocks.extend(early.enumerate().map(|(i, scene)| self.scene(scene, i + 1)));
        let titles =
            chapters.iter().map(|c| clean(c.title().unwrap_or("without a title")));
        let titles: Vec<String> = titles.collect();
        let longest = titles.iter().map(|title| width(title)).max().unwrap_or(0);
        let title_columns = longest.min(self.columns / 4);
        for (chapter, title) in chapters.iter().zip(&titles) {
            let length = self.length(chapter.row().span);
            let scenes: Vec<Scene<'_>> = chapter.scenes().collect();
            let room = self.columns - 4 - width(&length);
            let mut block = match scenes[..] {
                // One scene is told on the chapter's own line.
                [scene] if width(title) <= title_columns => {
                    let facts = self.facts(scene, 3);
                    let facts = fit(&facts, room - title_columns - 2);
                    let title = styled(BOLD, &fit(title, title_columns));
                    format!("  {title}  {facts}  {}", styled(DIM, &length))
                }
                _ => {
                    let title = styled(BOLD, &fit(title, room));
                    format!("  {title}  {}", styled(DIM, &length))
                }
            };
            if scenes.len() > 1 || width(title) > title_columns {
                for (i, &scene) in scenes.iter().enumerate() {
                    block += "\n";
                    block += &self.scene(scene, i + 1);
                }
            }
            blocks.push(block);
        }
        let n_blocks = blocks.len();
        let mut n_lines = 0;
        for (i, block) in blocks.into_iter().enumerate() {
            n_lines += block.lines().count();
            if i > 0 && n_lines > MAX_SCENE_LINES {
                let n = n_blocks - i;
                let one = if chapters.is_empty() { "scene" } else { "chapter" };
                let more = count(n, one).replacen(' ', " more ", 1);
                self.line(&styled(
                    DIM,
                    &format!("  and {more}; --format json has them all"),
                ));
                break;
            }
            self.line(&block);
        }
    }

    fn scene(&self, scene: Scene<'_>, number: usize) -> String {
        let says = self.facts(scene, 6);
        let length = self.length(scene.row().span);
        let columns = self.columns.saturating_sub(10 + width(&length));
        let mut lines = wrap(&says, columns, 2).into_iter();
        let first = fit(&lines.next().unwrap_or_default(), columns);
        let mut row = format!("  {number:>4}  {first}  {}", styled(DIM, &length));
        for line in lines {
            row += &format!("\n        {line}");
        }
        row
    }

    /// Place, time and company of a scene, or else its first words.
    fn facts(&self, scene: Scene<'_>, n_names: usize) -> String {
        let facts = [scene.place().map(clean), scene.time().map(clean)];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        let mut company: Vec<String> =
            scene.company().iter().map(|c| clean(c.name())).collect();
        if let Some(focalizer) = &scene.row().focalizer {
            let name = self.name(focalizer.value);
            company.retain(|other| *other != name);
            company.insert(0, format!("{name} (whose eyes)"));
        }
        let n_more = company.len().saturating_sub(n_names);
        company.truncate(n_names);
        let mut company = company.join(", ");
        if n_more > 0 {
            company += &format!(" and {n_more} more");
        }
        let mut says = facts.join(", ");
        if !says.is_empty() && !company.is_empty() {
            says += ": ";
        }
        says += &company;
        if says.is_empty() {
            says = self.words(scene.row().span, 12);
        }
        says
    }

    fn length(&self, span: Span<Byte>) -> String {
        let n = self.reading.book.slice(span).split_whitespace().count();
        format!("{:>12}", count(n, "word"))
    }

    /// The first words of a stretch.
    fn words(&self, span: Span<Byte>, n: usize) -> String {
        let words = self.reading.book.slice(span).split_whitespace();
        clean(&words.take(n).collect::<Vec<_>>().join(" ")) + " …"
    }

    /// How sure the speakers are, as a chart.
    fn sureness(&mut self) {
        let mut counts = [0usize; 4];
        for quotation in self.reading.quotations() {
            let confidence =
                quotation.claim(self.threshold).map(|claim| claim.confidence);
            counts[match confidence {
                Some(p) if p >= CERTAIN => 0,
                Some(p) if p >= LIKELY => 1,
                Some(_) => 2,
                None => 3,
            }] += 1;
        }
        let all: usize = counts.iter().sum();
        if all == 0 {
            return;
        }
        self.head("How sure the speakers are", &count(all, "quotation"));
        // Beside the bar stand a label, two numbers and, where there is room, what it means.
        let has_aside = self.columns >= 76;
        let columns = (self.columns - if has_aside { 48 } else { 28 }).min(40);
        let most = counts.into_iter().max().unwrap_or(0);
        let bands = [
            ("certain", GOOD, "19 in 20 and better"),
            ("likely", GOOD, "3 in 4 and better"),
            ("doubtful", FAIR, "less than that"),
            ("unknown", POOR, "nobody is named"),
        ];
        for ((label, style, aside), n) in bands.into_iter().zip(counts) {
            let bar = fit(&bar(n, most, columns), columns);
            let numbers = format!("{:>6}  {:>5}", thousands(n), percent(n, all));
            let aside = if has_aside { aside } else { "" };
            let aside = match aside {
                "" => String::new(),
                aside => format!("  {}", styled(DIM, aside)),
            };
            self.line(&format!(
                "  {label:<8}  {}  {numbers}{aside}",
                styled(style, &bar)
            ));
        }
    }

    /// The first lines of dialogue, and who says them.
    fn lines(&mut self) {
        let shown: Vec<Quotation<'a>> = self
            .reading
            .quotations()
            .filter(|quotation| quotation.row().nested_in.is_none())
            .take(MAX_LINES)
            .collect();
        if shown.is_empty() {
            return;
        }
        self.head("The first lines", "");
        let speakers: Vec<(String, Style)> = shown
            .iter()
            .map(|quotation| match quotation.claim(self.threshold) {
                Some(claim) if claim.confidence >= LIKELY => {
                    (self.name(claim.value), BOLD)
                }
                Some(claim) => (self.name(claim.value) + "?", FAIR),
                None => ("unknown".to_owned(), POOR),
            })
            .collect();
        let longest = speakers.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let columns = longest.clamp(4, self.columns / 4);
        let rest = self.columns - columns - 4;
        for (quotation, (name, style)) in shown.iter().zip(speakers) {
            let parts = quotation.row().outer.iter();
            let parts: Vec<String> =
                parts.map(|&part| clean(self.reading.book.slice(part))).collect();
            let mut says = parts.join(" … ");
            match quotation.mode() {
                Mode::Speech => {}
                Mode::Thought => says += " (thought)",
                Mode::Writing => says += " (written)",
            }
            let addressees = quotation.attribution().map_or(&[][..], |a| &a.addressees);
            if let [to] = addressees {
                says += &format!(" → {}", self.name(to.value));
            }
            for (i, line) in wrap(&says, rest, 2).into_iter().enumerate() {
                let name = if i == 0 { &*name } else { "" };
                self.line(&format!("  {}  {line}", styled(style, &fit(name, columns))));
            }
        }
    }

    /// What was odd, kind by kind, in order of first appearance.
    fn notes(&mut self) {
        let book = &self.reading.book;
        let mut kinds: Vec<(&str, &str, usize, Span<Byte>)> = Vec::new();
        for note in book.notes.iter().chain(&self.reading.cast.quotations.notes) {
            match kinds.iter_mut().find(|(code, ..)| *code == note.code) {
                Some((_, _, n, _)) => *n += 1,
                None => kinds.push((note.code, &note.message, 1, note.span)),
            }
        }
        if kinds.is_empty() {
            return;
        }
        self.head("Notes", "");
        let n_hidden = kinds.len().saturating_sub(MAX_NOTES);
        for (_, message, n, span) in kinds.into_iter().take(MAX_NOTES) {
            let before = book.text.as_bytes()[..span.start().index()].iter();
            let line = before.filter(|&&byte| byte == b'\n').count() + 1;
            let times = if n == 1 { String::new() } else { format!("{n} times: ") };
            let first = if n == 1 { "line" } else { "first in line" };
            let says = format!("{times}{} ({first} {line})", clean(message));
            for (i, part) in wrap(&says, self.columns - 4, 3).iter().enumerate() {
                self.line(&format!("  {} {part}", if i == 0 { "•" } else { " " }));
            }
        }
        if n_hidden > 0 {
            self.line(&styled(DIM, &format!("  and {n_hidden} other kinds")));
        }
    }

    /// What share of the text is told, said, thought, written, and no story.
    fn coverage(&mut self) {
        let all = self.reading.book.text.len();
        let mut counts = [
            (SegmentKind::Narration, 0),
            (SegmentKind::Speech, 0),
            (SegmentKind::Thought, 0),
            (SegmentKind::Writing, 0),
            (SegmentKind::Apart, 0),
        ];
        for segment in self.reading.segments() {
            for (kind, n) in &mut counts {
                if *kind == segment.kind {
                    *n += segment.span.len();
                }
            }
        }
        self.head("Coverage", &count(all, "byte"));
        let columns = self.columns - 4;
        let mut says = String::from("  ");
        let (mut n_before, mut at) = (0, 0);
        for ((_, n), (mark, style)) in counts.iter().zip(COVERAGE) {
            n_before += n;
            let end = (n_before * columns).checked_div(all).unwrap_or(0);
            says += &styled(style, &mark.repeat(end - at));
            at = end;
        }
        self.line(&says);
        let shares = counts.iter().zip(COVERAGE).filter(|((_, n), _)| *n > 0);
        let shares = shares.map(|((kind, n), (mark, _))| {
            let label = match kind {
                SegmentKind::Apart => "no story",
                kind => kind.label(),
            };
            format!("{mark} {label} {}", percent(*n, all))
        });
        let mut says = shares.collect::<Vec<_>>().join(" · ");
        let n = self.tally.n_unattributed as usize;
        if n > 0 {
            write!(says, " · {} of unknown speaker", count(n, "quotation"))
                .expect("a string takes any text");
        }
        for line in wrap(&says, self.columns - 2, 3) {
            self.line(&format!("  {line}"));
        }
    }
}

#[cfg(test)]
#[path = "../../../dramaturg/tests/support/mod.rs"]
mod support;

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const SAMPLE: &str = include_str!("../../../dramaturg/tests/support/sample.txt");

    fn plain(report: &str) -> String {
        let mut plain = anstream::StripStream::new(Vec::new());
        plain.write_all(report.as_bytes()).unwrap();
        String::from_utf8(plain.into_inner()).unwrap()
    }

    #[test]
    fn a_report_keeps_to_its_columns() {
        let reading = support::read(SAMPLE);
        for columns in [48, 60, 80, 120] {
            let report = plain(&render(&reading, columns, 0.0));
            for line in report.lines() {
                assert!(width(line) <= columns, "{columns} columns: {line}");
            }
        }
    }

    #[test]
    fn a_report_has_every_section() {
        let report = plain(&render(&support::read(SAMPLE), 80, 0.0));
        for words in
            ["Cast", "Mara", "CHAPTER II", "certain", "“You are late,”", "Coverage"]
        {
            assert!(report.contains(words), "{words}: {report}");
        }
    }

    #[test]
    fn a_long_cast_is_cut() {
        let text: String = ('A'..='Z')
            .map(|c| format!("“Go,” said {c}ara.\n\n“No,” said {c}ara.\n\n"))
            .collect();
        let report = plain(&render(&support::read(&text), 80, 0.0));
        assert!(report.contains("and 6 more who speak fewer than 3 lines"), "{report}");
    }

    /// Prints the report of the sample: cargo test show -- --ignored --nocapture
    #[test]
    #[ignore = "for the eye"]
    fn show() {
        let text = std::env::var_os("STORY")
            .map_or(SAMPLE.to_owned(), |path| std::fs::read_to_string(path).unwrap());
        let columns = std::env::var("WIDTH").map_or(80, |width| width.parse().unwrap());
        let report = render(&support::read(&text), columns, 0.0);
        std::io::stdout().write_all(report.as_bytes()).unwrap();
    }
}
