//! Markdown to text: its marks become headings, breaks and emphases.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::builder::Builder;
use super::html;
use crate::{Draft, Source};

/// Makes a draft of a Markdown file. The map leads back to lines of the file.
pub(super) fn draft(name: &str, source: &str) -> Draft {
    let mut builder = Builder::new(name);
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TABLES;
    let source = source.trim_start_matches('\u{feff}');
    // The line that the last block began on: lines are counted onwards from there.
    let mut line = (0, 1);
    let mut html = String::new();
    let mut in_metadata = false;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        if range.start > line.0 {
            let n = source.as_bytes()[line.0..range.start]
                .iter()
                .filter(|&&b| b == b'\n')
                .count();
            line = (range.start, line.1 + n);
        }
        let was_open = builder.is_open();
        match event {
            Event::Start(Tag::MetadataBlock(_)) => in_metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_metadata = false,
            Event::Text(words) if in_metadata => {
                read_metadata(&words, &mut builder.draft.source)
            }
            Event::Start(Tag::Heading { .. }) => builder.begin_heading(),
            Event::End(TagEnd::Heading(_)) => builder.end_heading(),
            Event::Start(Tag::Emphasis | Tag::Strong) => builder.begin_emphasis(),
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => builder.end_emphasis(),
            Event::Start(
                Tag::Paragraph
                | Tag::Item
                | Tag::BlockQuote(_)
                | Tag::CodeBlock(_)
                | Tag::List(_)
                | Tag::Table(_)
                | Tag::TableCell
                | Tag::HtmlBlock,
            )
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::BlockQuote(_)
                | TagEnd::CodeBlock
                | TagEnd::List(_)
                | TagEnd::Table
                | TagEnd::TableCell,
            ) => builder.end_block(),
            Event::End(TagEnd::HtmlBlock) => {
                builder.end_block();
                html::walk(&html, &mut builder);
                html.clear();
            }
            Event::Html(words) => html.push_str(&words),
            Event::Text(words) | Event::Code(words) => {
                for c in words.chars() {
                    if c == '\n' {
                        builder.break_line();
                    } else {
                        builder.push(c);
                    }
                }
            }
            Event::SoftBreak => builder.push(' '),
            Event::HardBreak => builder.break_line(),
            Event::Rule => builder.rule(format!("line {}", line.1)),
            Event::InlineHtml(tag) => match tag.to_ascii_lowercase().as_str() {
                "<br>" | "<br/>" | "<br />" => builder.break_line(),
                "<i>" | "<em>" => builder.begin_emphasis(),
                "</i>" | "</em>" => builder.end_emphasis(),
                _ => {}
            },
            _ => {}
        }
        if !was_open {
            builder.name_block(|| format!("line {}", line.1));
        }
    }
    builder.end_part();
    let mut draft = builder.finish();
    draft.source.format = "markdown";
    draft
}

/// Reads `title:` and `author:` of a YAML front matter.
pub(super) fn read_metadata(words: &str, source: &mut Source) {
    let mut in_authors = false;
    for line in words.lines() {
        let plain =
            |value: &str| value.trim().trim_matches(['"', '\'']).trim().to_owned();
        if let Some(item) = line.trim_start().strip_prefix("- ").filter(|_| in_authors) {
            source.authors.push(plain(item));
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = plain(value);
        in_authors = false;
        match key.trim().to_ascii_lowercase().as_str() {
            "title" if !value.is_empty() => source.title = Some(value),
            "author" | "authors" if value.is_empty() => in_authors = true,
            "author" | "authors" => {
                let names = value.trim_matches(['[', ']']).split(',').map(plain);
                source.authors.extend(names.filter(|name| !name.is_empty()));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_structure() {
        let draft = draft(
            "a.md",
            "---\ntitle: \"The Key\"\nauthor: Mara Venn\n---\n# One\n\nMara *really*\nsat. \
             Tom\\*\n\n---\n\n> It **rained**.\n\n- a\n- b\n\n<p>Late &amp; dark.</p>\n",
        );
        assert_eq!(
            draft.text,
            "One\n\nMara really sat. Tom*\n\n***\n\nIt rained.\n\na\n\nb\n\nLate & dark."
        );
        assert_eq!(draft.source.title.as_deref(), Some("The Key"));
        assert_eq!(draft.source.authors, ["Mara Venn"]);
        let words: Vec<_> =
            draft.emphases.iter().map(|e| e.span.slice(&draft.text)).collect();
        assert_eq!(words, ["really", "rained"]);
        let places: Vec<_> =
            draft.source.map.iter().map(|o| o.element.as_str()).collect();
        assert_eq!(places[..3], ["line 5", "line 7", "line 10"]);
        assert_eq!(draft.headings.len(), 1);
        assert_eq!(draft.breaks.len(), 1);
    }
}
