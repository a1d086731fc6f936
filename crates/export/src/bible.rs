//! A story bible: a folder in the shape of Novelcrafter's exports, which other tools for
//! writers import.
//!
//! Version 1: `novel.md` (`#` title, `##` chapters, `* * *` between scenes), and
//! `characters/NAME/entry.md`, `locations/…`, `objects/…`, each with front matter in YAML
//! (`type`, `name`, `aliases`, `tags`, `fields`) and what is known in Markdown. The story is
//! in `novel.md` without what is no story, its white space made even.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dramaturg::Reading;
use dramaturg::text::{Paragraph, ParagraphKind, Position};

use crate::document::Document;
use crate::facts::Facts;
use crate::format::{Export, ExportFile};
use crate::{ExportError, Options};

/// A name of a folder has at most this many bytes.
const MAX_NAME: usize = 80;

/// Writes the folder of a reading.
///
/// # Errors
///
/// If the engine wrote what is no Story JSON, which marks a bug.
pub fn write(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    let document = Document::of(reading, options)?;
    let mut files =
        vec![ExportFile::new("novel.md", novel(reading, &document).into_bytes())];
    let mut taken = BTreeSet::new();
    let entries = Facts::new(&document).as_of(document.text.len());
    for entry in entries {
        let character = document.characters.iter().find(|row| row.id == entry.id);
        let scenes = document.scenes.iter().enumerate().filter(|(_, scene)| {
            scene.presence.iter().any(|presence| presence.character == entry.id)
        });
        let scenes: Vec<String> = scenes.map(|(i, _)| (i + 1).to_string()).collect();
        let mut body = entry.description();
        if !scenes.is_empty() {
            write!(body, "\nScenes: {}", scenes.join(", "))
                .expect("a string takes any text");
        }
        let mut fields = vec![("Lines", entry.n_lines.to_string())];
        fields.extend(entry.pronouns.map(|pronouns| ("Pronouns", pronouns)));
        let role = match character {
            Some(row) if row.narrator => "Narrator",
            _ if entry.n_lines > 0 => "Speaking",
            _ => "Mentioned",
        };
        fields.push(("Story Role", role.to_owned()));
        let page = Page { kind: "character", name: &entry.name, fields };
        files.push(page.file(&mut taken, "characters", &entry.aliases, &body));
    }
    for place in &document.places {
        let page = Page { kind: "location", name: &place.name, fields: Vec::new() };
        files.push(page.file(&mut taken, "locations", &place.aliases, ""));
    }
    for object in &document.objects {
        let owner = object.owner.as_deref().map(|id| document.name(id));
        let fields = owner.map(|name| ("Owner", name.to_owned())).into_iter().collect();
        let held = document.custody.iter().filter(|row| row.object == object.id);
        let body: Vec<String> = held
            .map(|row| {
                let who = row.holder.as_deref().or(row.place.as_deref());
                format!(
                    "- {}: {}",
                    row.action,
                    who.map_or("nobody", |id| document.name(id))
                )
            })
            .collect();
        let page = Page { kind: "object", name: &object.name, fields };
        files.push(page.file(&mut taken, "objects", &object.aliases, &body.join("\n")));
    }
    Ok(Export { files, certificate: None })
}

/// What stands in front of an entry.
struct Page<'a> {
    kind: &'static str,
    name: &'a str,
    fields: Vec<(&'static str, String)>,
}

impl Page<'_> {
    fn file(
        &self,
        taken: &mut BTreeSet<String>,
        folder: &str,
        aliases: &[String],
        body: &str,
    ) -> ExportFile {
        let plain = file_name(self.name);
        let mut path = format!("{folder}/{plain}");
        let mut n = 1;
        // File systems that know no case must not mix two up.
        while !taken.insert(path.to_lowercase()) {
            n += 1;
            path = format!("{folder}/{plain} ({n})");
        }
        // A JSON string is a YAML string.
        let quoted = |text: &str| serde_json::to_string(text).expect("a string is JSON");
        let aliases: Vec<String> = aliases.iter().map(|alias| quoted(alias)).collect();
        let mut out = format!(
            "---\ntype: {}\nname: {}\naliases: [{}]\ntags: []\n",
            self.kind,
            quoted(self.name),
            aliases.join(", ")
        );
        if self.fields.is_empty() {
            out.push_str("fields: {}\n");
        } else {
            out.push_str("fields:\n");
            for (key, value) in &self.fields {
                writeln!(out, "  {key}: {}", quoted(value))
                    .expect("a string takes any text");
            }
        }
        out.push_str("---\n");
        if !body.is_empty() {
            // A list of lines in Markdown needs an empty line between two.
            write!(out, "\n{}\n", body.replace('\n', "\n\n"))
                .expect("a string takes any text");
        }
        ExportFile::new(format!("{path}/entry.md"), out.into_bytes())
    }
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    let is_bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name: String = name.chars().map(|c| if is_bad(c) { ' ' } else { c }).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = &name[..name.floor_char_boundary(MAX_NAME)];
    let short = short.trim_matches(['.', ' ']);
    // Names that one system keeps for its devices are short and plain.
    let is_device = short.len() <= 4 && short.is_ascii();
    match short {
        "" => "somebody".to_owned(),
        short if is_device => format!("{short}_"),
        short => short.to_owned(),
    }
}

/// The story as Markdown.
fn novel(reading: &Reading, document: &Document) -> String {
    let book = &reading.book;
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!("# {}\n\n", line(document.title()));
    if let Some(author) = document.source.authors.first() {
        writeln!(out, "by {}\n", line(author)).expect("a string takes any text");
    }
    let mut scenes = document.scenes.iter().skip(1).peekable();
    let mut chapters = document.chapters.iter().enumerate().peekable();
    // Whether something of the chapter was written, so that a break divides two scenes.
    let mut has_begun = false;
    for paragraph in book.paragraphs.rows() {
        let Paragraph { span, kind, .. } = paragraph;
        let start = span.start().index();
        if let Some((i, chapter)) = chapters.next_if(|(_, c)| c.span[0] <= start) {
            let title =
                chapter.title.as_deref().map(line).filter(|title| !title.is_empty());
            let title = title.unwrap_or_else(|| format!("Chapter {}", i + 1));
            writeln!(out, "## {title}\n").expect("a string takes any text");
            has_begun = false;
        }
        let is_new = scenes.next_if(|scene| scene.span[0] <= start).is_some();
        if *kind != ParagraphKind::Prose {
            continue;
        }
        if is_new && has_begun {
            out.push_str("* * *\n\n");
        }
        writeln!(out, "{}\n", line(book.slice(*span))).expect("a string takes any text");
        has_begun = true;
    }
    out
}
