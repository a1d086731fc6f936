//! What property tests and fuzz targets assert: any text has sound quotations.

use dramaturg_text::{Book, Draft, Position, Stage};

use crate::lexicon::Lexicon;
use crate::{QuotationStage, Quotations};

/// Finds the quotations of a text, and asserts what holds for them; asks the lexicon for
/// each of its words.
///
/// # Panics
///
/// If that does not hold, which marks a bug.
pub fn any_text(text: &str) -> Quotations {
    let book = Book::new(Draft { text: text.to_owned(), ..Draft::default() });
    let quotations = QuotationStage::default().run(&book);
    check(&book, &quotations);
    let lexicon = Lexicon::shared();
    for (id, _) in book.tokens.iter() {
        let lower = book.lower(id);
        lexicon.speech_verb(lower);
        lexicon.title(lower);
        lexicon.given_name(lower);
        assert!(lexicon.formal_names(lower).iter().all(|&formal| formal != lower));
        lexicon.person_noun(lower);
        lexicon.is_elision(lower);
        lexicon.is_person_verb(lower);
    }
    quotations
}

/// What holds for the quotations of every book.
///
/// # Panics
///
/// If it does not hold.
pub fn check(book: &Book, quotations: &Quotations) {
    let mut end = 0;
    let mut start = 0;
    for (id, row) in quotations.rows.iter() {
        assert!(!row.parts.is_empty() && row.parts.len() == row.outer.len());
        let mut last = row.hull().start().index();
        for (inner, outer) in row.parts.iter().zip(&row.outer) {
            assert!(outer.covers(*inner) && !inner.is_empty());
            assert!(last <= outer.start().index());
            last = outer.end().index();
            let words =
                book.text.get(inner.range()).expect("parts keep characters whole");
            assert_eq!(words, words.trim());
            assert!(book.text.get(outer.range()).is_some());
        }
        let hull = row.hull();
        assert!(start <= hull.start().index());
        start = hull.start().index();
        match row.nested_in {
            Some(outer) => {
                assert!(outer < id);
                assert!(quotations.rows[outer].hull().covers(hull));
            }
            None => {
                assert!(row.outer.iter().all(|outer| outer.start().index() >= start));
                assert!(end <= hull.start().index(), "{end}: {row:?}");
                end = hull.end().index();
            }
        }
    }
    for note in &quotations.notes {
        assert!(book.text.get(note.span.range()).is_some());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn any_marks_are_sound_quotations(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "“", "”", "\"", "‘", "’", "'", "«", "»", "‹", "›", "„", "`", "—", "--", " - ",
                    " ", "\n", "\n\n", ".", ",", "!", "?", "…", "Yes", "no", "said Mara", "she thought",
                    "I", "’tis", "'em", "goin'", "the boys’", "Tom", "(", ")", "_", "*", "é", "STOP",
                    "The note said: ", "wrote", "asked", "he", "Dear Tom", "I wonder",
                ]),
                0..60,
            ),
        ) {
            super::any_text(&pieces.concat());
        }
    }
}
