//! Plain text: the file's own characters, and what its first lines say of it.

use crate::Draft;

use super::gutenberg;

/// Lines at the top among which a title and an author are looked for.
const TITLE_LINES: usize = 12;
/// Bytes of the longest title.
const MAX_TITLE_BYTES: usize = 90;

/// Makes a draft of a text: its archive's header and footer, its title and authors.
pub(super) fn draft(text: String) -> Draft {
    let mut draft = Draft { text, ..Draft::default() };
    draft.source.format = "plain";
    let frame = gutenberg::frame(&draft.text);
    draft.source.title = frame.title;
    draft.source.authors = frame.authors;
    draft.source.language = frame.language;
    draft.apart = frame.apart;
    if draft.source.title.is_none() {
        let title_page = title_page(&draft.text[frame.body.range()]);
        draft.source.title = title_page.0;
        draft.source.authors = title_page.1;
    }
    draft
}

/// The title and the authors that the top of a text states as `TITLE`, `by`, `Author`.
fn title_page(body: &str) -> (Option<String>, Vec<String>) {
    let mut lines = body
        .lines()
        .map(|line| line.trim().trim_start_matches('\u{feff}'))
        .filter(|line| !line.is_empty())
        .take(TITLE_LINES)
        .take_while(|line| line.len() <= MAX_TITLE_BYTES);
    let mut title: Vec<&str> = Vec::new();
    while let Some(line) = lines.next() {
        let line = line.trim_matches(['_', '*', '#']).trim();
        let lower = line.to_lowercase();
        if let Some(stated) = lower.strip_prefix("title:") {
            title = vec![line[line.len() - stated.len()..].trim()];
            continue;
        }
        let author = if lower == "by" || lower == "by:" {
            lines.next()
        } else if lower.starts_with("by ") {
            Some(line[3..].trim())
        } else if lower.starts_with("author:") {
            Some(line[7..].trim())
        } else {
            None
        };
        if let Some(author) = author {
            let author = author.trim_matches(['_', '*', '.', ',', ' ']);
            if title.is_empty() || title.len() > 3 || !is_name(author) {
                break;
            }
            let title = title.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
            return (Some(title), gutenberg::authors(author));
        }
        if line.ends_with(['.', '”', '"', '’', '?']) && line.len() > 60 {
            break;
        }
        title.push(line);
    }
    (None, Vec::new())
}

/// Whether a line may be an author's name: a few words, each with a capital or a small *de*.
fn is_name(line: &str) -> bool {
    let n_words = line.split_whitespace().count();
    line.starts_with(char::is_uppercase)
        && (1..=8).contains(&n_words)
        && line.split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count()
            * 2
            >= n_words
        && !line.ends_with(['”', '"', '?', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_page_is_read() {
        let read = draft("THE BRASS KEY\n\nby\n\nMara Venn\n\nIt rained.\n".to_owned());
        assert_eq!(read.source.title.as_deref(), Some("THE BRASS KEY"));
        assert_eq!(read.source.authors, ["Mara Venn"]);
        let read =
            draft("The Brass Key\nby Mara Venn and Tom Hale\n\nIt rained.".to_owned());
        assert_eq!(read.source.authors, ["Mara Venn", "Tom Hale"]);
    }

    #[test]
    fn a_story_that_begins_at_once_has_no_title() {
        let read = draft("“Mara!”\n\n“Yes?”\n\nBy noon it rained again.\n".to_owned());
        assert_eq!(read.source.title, None);
    }
}
