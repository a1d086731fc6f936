//! Every question of `docs/questions.md` is asked, and the answer compared.

use dramaturg_export::document::Document;
use dramaturg_export::sqlite;
use rusqlite::types::Value;

const QUESTIONS: &str = include_str!("../../../docs/questions.md");
const TEXT: &str = include_str!("../../../stories/corpus/s1_dress_rehearsal.txt");
const STORY: &str = include_str!("dress_rehearsal.story.json");

/// What stands between two lines.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let after = text.split_once(from).map_or("", |(_, after)| after);
    after.split_once(to).map_or("", |(words, _)| words)
}

fn shown(value: &Value) -> String {
    let words = match value {
        Value::Null => String::new(),
        Value::Integer(n) => n.to_string(),
        Value::Real(x) => format!("{x:?}"),
        Value::Text(words) => words.clone(),
        Value::Blob(_) => "?".to_owned(),
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn thirty_questions_have_their_answers() {
    let document = Document::parse(STORY, TEXT).expect("our own story");
    let database = sqlite::database(&document).expect("a database");
    let sections: Vec<&str> = QUESTIONS.split("\n### ").skip(1).collect();
    assert_eq!(sections.len(), 30);
    for section in sections {
        let title = section.lines().next().unwrap_or_default();
        let sql = between(section, "```sql\n", "\n```");
        let mut statement = database.prepare(sql).expect(title);
        let names: Vec<String> =
            statement.column_names().iter().map(|name| (*name).to_owned()).collect();
        let n = names.len();
        let rows = statement.query_map([], |row| {
            (0..n).map(|i| row.get::<_, Value>(i)).collect::<Result<Vec<_>, _>>()
        });
        let mut lines = vec![names.join(" | ")];
        for row in rows.expect(title) {
            let cells: Vec<String> = row.expect(title).iter().map(shown).collect();
            lines.push(cells.join(" | ").trim_end().to_owned());
        }
        assert_eq!(between(section, "```text\n", "\n```"), lines.join("\n"), "{title}");
    }
}
