//! Whole novels, and each stage alone, from 0.1 to 5 MB.
//!
//! The novel is the sample of the tests over and over, each time with other names, so that
//! the cast grows with the book as it does in life, up to a limit.

#![allow(missing_docs, reason = "criterion's macros write functions without docs")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dramaturg::cast::reference::{Layers, Linker};
use dramaturg::cast::{
    Cast, CoreferenceStage, EntityStage, MentionStage, PersonStage, QuotationStage,
    ReferenceStage, SpeechStage,
};
use dramaturg::parse::ParseStage;
use dramaturg::story::{EventStage, SceneStage};
use dramaturg::text::{Book, Limits, Stage, read};
use dramaturg::{Engine, Ids, JsonOptions};
use dramaturg_models::Models;

const SAMPLE: &str = include_str!("../tests/support/sample.txt");
/// Thousands of bytes of a novella, a novel, a long novel, a series.
const KILOBYTES: [usize; 4] = [100, 600, 2_000, 5_000];
/// A long novel has some hundred names; more would be no book.
const MAX_CASTS: usize = 100;

fn novel(kilobytes: usize) -> String {
    let first = ["Mar", "Bel", "Cor", "Dun", "Esk", "Fen", "Gar", "Hol", "Iv", "Jor"];
    let last = ["a", "eth", "in", "ow", "is", "ard", "el", "ia", "o", "enna"];
    let mut text = String::with_capacity(kilobytes * 1000);
    for round in 0.. {
        if text.len() >= kilobytes * 1000 {
            break;
        }
        let cast = round % MAX_CASTS;
        let name = |shift: usize| {
            format!("{}{}", first[(cast / 10 + shift) % 10], last[(cast + shift) % 10])
        };
        let sample = SAMPLE
            .replace("Mara", &name(0))
            .replace("Tom", &name(3))
            .replace("Ines", &name(7));
        text.push_str(&sample);
        text.push('\n');
    }
    text
}

fn book(text: &str) -> Book {
    read("novel.txt", text.as_bytes(), &Limits::default()).expect("the novel is a book")
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    for kilobytes in KILOBYTES {
        let text = novel(kilobytes);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(kilobytes), |bencher| {
            bencher.iter(|| Engine::embedded().read(book(black_box(&text))));
        });
    }
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stage");
    group.sample_size(10);
    for kilobytes in KILOBYTES {
        let text = novel(kilobytes);
        group.throughput(Throughput::Bytes(text.len() as u64));
        let engine = Engine::embedded();
        let reading = engine.read(book(&text));
        let (book_read, cast) = (&reading.book, &reading.cast);
        let Cast { quotations, mentions, coreference, entities, speech, persons, .. } =
            cast;
        let linker = Models::embedded().coreference;
        let linker = Linker::new(&linker.referents, linker.settings.new_bias).ok();
        macro_rules! bench {
            ($name:expr, $body:expr) => {
                group.bench_function(BenchmarkId::new($name, kilobytes), |bencher| {
                    bencher.iter(|| black_box($body));
                });
            };
        }
        bench!("book", book(&text));
        bench!(ParseStage::NAME, engine.parse(book_read));
        bench!(QuotationStage::NAME, QuotationStage::default().run(book_read));
        bench!(MentionStage::NAME, MentionStage::default().run((book_read, quotations)));
        bench!(
            CoreferenceStage::NAME,
            CoreferenceStage::default().run((book_read, quotations, mentions))
        );
        bench!(
            EntityStage::NAME,
            EntityStage::default().run((book_read, quotations, mentions, coreference))
        );
        bench!(
            SpeechStage::NAME,
            SpeechStage::default().run((book_read, quotations, mentions, entities))
        );
        bench!(
            PersonStage::NAME,
            PersonStage.run((book_read, quotations, mentions, entities, speech))
        );
        bench!(
            ReferenceStage::NAME,
            ReferenceStage { linker: linker.as_ref() }.run(Layers {
                book: book_read,
                quotations,
                named: mentions,
                coreference,
                entities,
                speech,
                persons,
                mentions: &cast.references.mentions,
            })
        );
        bench!(EventStage::NAME, EventStage.run((book_read, &reading.parse, cast)));
        bench!(
            SceneStage::NAME,
            SceneStage::default().run((book_read, &reading.parse, cast))
        );
        bench!("segments", reading.segments());
        bench!("ids", Ids::new(&reading, &reading.tally(0.0)));
        bench!("json", reading.to_json(&JsonOptions::default()));
    }
    group.finish();
}

criterion_group!(benches, whole, stages);
criterion_main!(benches);
