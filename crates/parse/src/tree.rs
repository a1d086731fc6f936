//! The best tree over the words of a sentence.
//!
//! Each word takes its best head; where that makes a circle or several roots, the maximum
//! spanning arborescence of Chu and Liu (1965) and Edmonds (1967) decides, with one root.
//! Roots are tried in turn, the most promising first, until no other can be better: where
//! one is known, there is little to contract.

use dramaturg_nn::float::argmax;

/// The place of the root among the columns of scores, and of heads.
const ROOT: usize = 0;
/// Roots that are tried one by one; where more are as promising, all are weighed at once.
const MAX_ROOTS: usize = 6;

/// The head of each word: 0 for the root of the sentence, else the head's place from 1.
///
/// `scores` is `[n_words, n_words + 1]`, row by row: the score of each head, the root first;
/// a word is no head of its own, so its score as one must be no higher than any other. Exactly
/// one word has the head 0, and the heads make no circle. Takes time in proportion to the
/// scores.
///
/// # Panics
///
/// If `scores` has another length.
pub(crate) fn best_heads(scores: &[f32], n_words: usize) -> Vec<usize> {
    assert_eq!(
        scores.len(),
        n_words * (n_words + 1),
        "a score for each head of each word"
    );
    if n_words == 0 {
        return Vec::new();
    }
    let n_columns = n_words + 1;
    let mut heads = vec![ROOT; n_columns];
    for (word, row) in (1..n_columns).zip(scores.chunks_exact(n_columns)) {
        let best = argmax(row);
        heads[word] = if best == word { ROOT } else { best };
    }
    if !is_tree(&heads) {
        // Every word's best head that is no root.
        for (word, row) in (1..n_columns).zip(scores.chunks_exact(n_columns)) {
            if heads[word] == ROOT {
                let best = 1 + argmax(&row[1..]);
                let other = if word == 1 { 2 } else { 1 };
                heads[word] = if best == word { other } else { best };
            }
        }
        heads = best_rooted(&graph_of(scores, n_columns), &heads);
    }
    heads.split_off(1)
}

/// The scores of heads as a dense graph: `[n, n]`, a row a word, that of the root first.
fn graph_of(scores: &[f32], n: usize) -> Vec<f64> {
    let score = |value: f32| {
        let value = if value.is_nan() { f32::MIN } else { value };
        f64::from(value.clamp(-1e9, 1e9))
    };
    let mut graph = Vec::with_capacity(n * n);
    // Nothing is the head of the root, and no word its own.
    graph.resize(n, f64::NEG_INFINITY);
    for (word, row) in (1..n).zip(scores.chunks_exact(n)) {
        graph.extend(row.iter().map(|&value| score(value)));
        graph[word * n + word] = f64::NEG_INFINITY;
    }
    graph
}

/// The heads of the best tree with one root, from each word's best head that is no root.
fn best_rooted(graph: &[f64], inner: &[usize]) -> Vec<usize> {
    let n = inner.len();
    let score = |word: usize, head: usize| graph[word * n + head];
    let total =
        |heads: &[usize]| -> f64 { (1..n).map(|word| score(word, heads[word])).sum() };
    // No tree with this root is better: all others have their best heads.
    let all = total(inner);
    let bound = |root: usize| all - score(root, inner[root]) + score(root, ROOT);
    let mut roots: Vec<(f64, usize)> = (1..n).map(|root| (bound(root), root)).collect();
    roots.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(first.cmp(second)));
    let mut best: Option<(f64, Vec<usize>)> = None;
    // Sums in another order differ in their last digits.
    let slack = 1e-9 * (1.0 + all.abs());
    for (i, &(bound, root)) in roots.iter().enumerate() {
        if best.as_ref().is_some_and(|(best, _)| bound + slack < *best) {
            break;
        }
        if i == MAX_ROOTS {
            return best_of_all_roots(graph.to_vec(), inner.to_vec());
        }
        let mut heads = inner.to_vec();
        heads[root] = ROOT;
        if find_circle(&heads).is_some() {
            let mut graph = graph.to_vec();
            for word in (1..n).filter(|&word| word != root) {
                graph[word * n + ROOT] = f64::NEG_INFINITY;
            }
            heads = arborescence(graph, heads);
        }
        let total = total(&heads);
        if best.as_ref().is_none_or(|(best, _)| total > *best) {
            best = Some((total, heads));
        }
    }
    best.expect("a sentence has words, and each may be its root").1
}

/// The heads of the best tree with one root, where too many are as promising: a second one
/// is made so dear that it never pays.
fn best_of_all_roots(mut graph: Vec<f64>, inner: Vec<usize>) -> Vec<usize> {
    let n = inner.len();
    let scores = || graph.iter().filter(|score| score.is_finite());
    let low = scores().copied().fold(f64::INFINITY, f64::min);
    let high = scores().copied().fold(f64::NEG_INFINITY, f64::max);
    let dear = (high - low + 1.0) * n as f64;
    for word in 1..n {
        graph[word * n + ROOT] -= dear;
    }
    arborescence(graph, inner)
}

/// Whether heads, the root at 0, make a tree with one word at the root.
fn is_tree(heads: &[usize]) -> bool {
    let n_roots = heads[1..].iter().filter(|&&head| head == ROOT).count();
    n_roots == 1 && find_circle(heads).is_none()
}

/// The nodes of a circle, if there is one.
fn find_circle(heads: &[usize]) -> Option<Vec<usize>> {
    // 0 is not seen; a node that was seen in an earlier walk leads to the root.
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != ROOT && seen[at] == 0 {
            seen[at] = start;
            at = heads[at];
        }
        if at != ROOT && seen[at] == start {
            let mut circle = vec![at];
            let mut next = heads[at];
            while next != at {
                circle.push(next);
                next = heads[next];
            }
            return Some(circle);
        }
    }
    None
}

/// The heads of the best arborescence of a dense graph with the root at 0, from each node's
/// best head: circles are contracted one by one, then opened again from the last to the
/// first.
fn arborescence(mut graph: Vec<f64>, mut heads: Vec<usize>) -> Vec<usize> {
    struct Contraction {
        circle: Vec<usize>,
        /// The heads inside the circle.
        heads: Vec<usize>,
        /// For each node outside: which node of the circle its edge from the circle leaves,
        /// and which node of the circle its edge into it enters.
        leaves: Vec<usize>,
        enters: Vec<usize>,
    }
    let n = heads.len();
    let at = |word: usize, head: usize| word * n + head;
    // A contracted circle lives on as its first node.
    let mut is_alive = vec![true; n];
    let mut contractions: Vec<Contraction> = Vec::new();
    let best_of = |graph: &[f64], is_alive: &[bool], word: usize| {
        let mut best = ROOT;
        for head in (0..n).filter(|&head| head != word && is_alive[head]) {
            if graph[at(word, head)] > graph[at(word, best)] {
                best = head;
            }
        }
        best
    };
    loop {
        let alive_heads: Vec<usize> =
            (0..n).map(|word| if is_alive[word] { heads[word] } else { ROOT }).collect();
        let Some(circle) = find_circle(&alive_heads) else { break };
        let node = circle[0];
        let mut is_inside = vec![false; n];
        for &word in &circle {
            is_inside[word] = true;
        }
        let inside_heads: Vec<usize> = circle.iter().map(|&word| heads[word]).collect();
        let inside: Vec<f64> =
            circle.iter().map(|&word| graph[at(word, heads[word])]).collect();
        let (mut leaves, mut enters) = (vec![node; n], vec![node; n]);
        for other in (0..n).filter(|&other| is_alive[other] && !is_inside[other]) {
            // An edge into the circle breaks it where it enters.
            let (mut gain, mut entered) = (f64::NEG_INFINITY, node);
            let (mut gift, mut left) = (f64::NEG_INFINITY, node);
            for (i, &word) in circle.iter().enumerate() {
                let value = graph[at(word, other)] - inside[i];
                if value > gain {
                    (gain, entered) = (value, word);
                }
                if other != ROOT && graph[at(other, word)] > gift {
                    (gift, left) = (graph[at(other, word)], word);
                }
            }
            enters[other] = entered;
            leaves[other] = left;
            graph[at(node, other)] = gain;
            if other != ROOT {
                graph[at(other, node)] = gift;
            }
        }
        for &word in &circle[1..] {
            is_alive[word] = false;
        }
        // A word whose best head lay inside keeps it: the circle gives its best edge.
        for word in (1..n).filter(|&word| is_alive[word] && word != node) {
            if is_inside[heads[word]] {
                heads[word] = node;
            }
        }
        heads[node] = best_of(&graph, &is_alive, node);
        contractions.push(Contraction { circle, heads: inside_heads, leaves, enters });
    }
    while let Some(Contraction { circle, heads: inside, leaves, enters }) =
        contractions.pop()
    {
        let node = circle[0];
        // Which nodes were alive beside the circle: those that are now, but for its own.
        for word in (1..n).filter(|&word| is_alive[word] && word != node) {
            if heads[word] == node {
                heads[word] = leaves[word];
            }
        }
        let outer = heads[node];
        let entered = enters[outer];
        for (&word, &head) in circle.iter().zip(&inside) {
            is_alive[word] = true;
            heads[word] = if word == entered { outer } else { head };
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The best tree by trying all of them.
    fn best_by_force(scores: &[f32], n_words: usize) -> f64 {
        let n_columns = n_words + 1;
        let mut best = f64::NEG_INFINITY;
        for code in 0..n_columns.pow(u32::try_from(n_words).unwrap()) {
            let mut heads = vec![0; n_columns];
            let mut rest = code;
            for head in &mut heads[1..] {
                *head = rest % n_columns;
                rest /= n_columns;
            }
            if (1..n_columns).any(|w| heads[w] == w) || !is_tree(&heads) {
                continue;
            }
            best = best.max(total(scores, &heads[1..]));
        }
        best
    }

    fn total(scores: &[f32], heads: &[usize]) -> f64 {
        let n_columns = heads.len() + 1;
        heads
            .iter()
            .enumerate()
            .map(|(i, &head)| f64::from(scores[i * n_columns + head]))
            .sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn it_is_the_best_tree(n_words in 1_usize..6, values in prop::collection::vec(-50_i8..50, 30)) {
            let mut scores: Vec<f32> =
                values.iter().map(|&v| f32::from(v)).take(n_words * (n_words + 1)).collect();
            for word in 0..n_words {
                scores[word * (n_words + 1) + word + 1] = f32::NEG_INFINITY;
            }
            let heads = best_heads(&scores, n_words);
            let mut with_root = vec![0];
            with_root.extend(&heads);
            prop_assert!(is_tree(&with_root), "{heads:?}");
            prop_assert_eq!(total(&scores, &heads), best_by_force(&scores, n_words));
        }

        #[test]
        fn root_by_root_it_is_as_good_as_with_all_at_once(
            n_words in 2_usize..16, values in prop::collection::vec(-9_i8..9, 240)
        ) {
            let n = n_words + 1;
            let scores: Vec<f32> =
                values.iter().map(|&v| f32::from(v)).take(n_words * n).collect();
            let graph = graph_of(&scores, n);
            let mut inner = vec![ROOT; n];
            for word in 1..n {
                let row = &graph[word * n..(word + 1) * n];
                let heads = (1..n).filter(|&head| head != word);
                inner[word] =
                    heads.reduce(|a, b| if row[b] > row[a] { b } else { a }).unwrap();
            }
            let one = best_rooted(&graph, &inner);
            let all = best_of_all_roots(graph, inner);
            prop_assert!(is_tree(&one) && is_tree(&all), "{one:?} {all:?}");
            prop_assert_eq!(total(&scores, &one[1..]), total(&scores, &all[1..]));
        }

        #[test]
        fn whatever_the_scores_it_is_a_tree(n_words in 1_usize..40, seed in 0_u64..1 << 32) {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                match state >> 60 {
                    0 => f32::NAN,
                    1 => f32::INFINITY,
                    2 => f32::NEG_INFINITY,
                    n => n as f32,
                }
            };
            let scores: Vec<f32> = (0..n_words * (n_words + 1)).map(|_| next()).collect();
            let mut heads = vec![0];
            heads.extend(best_heads(&scores, n_words));
            prop_assert!(is_tree(&heads), "{heads:?}");
        }
    }

    #[test]
    fn a_sentence_may_be_empty() {
        assert!(best_heads(&[], 0).is_empty());
        assert_eq!(best_heads(&[f32::NAN, 3.0], 1), [0]);
    }
}
