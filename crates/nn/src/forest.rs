//! Gradient-boosted regression trees, read from a compact file.
//!
//! The trees are those of Friedman (2001), trained elsewhere. They are not walked node by
//! node: as in `QuickScorer` (Lucchese et al., SIGIR 2015) every node that a row fails takes
//! the leaves on its left out of a set of bits, a bit a leaf, and the lowest bit that stays
//! is the leaf that a walk ends at. The nodes of a feature are sorted by threshold, and many
//! rows are compared at once; what they share, such as what is known of a mention whose
//! candidates they are, is looked at once for all. Values are added in the order of the
//! trees, so the same rows give the same sums on every machine.

use std::ops::Range;

use crate::ModelError;
use crate::float::widened;
#[cfg(target_arch = "x86_64")]
use crate::lanes::is_wide;

/// The first bytes of a forest file.
const MAGIC: &[u8; 4] = b"DTRE";
/// The version of the file format that this code reads.
const VERSION: u32 = 1;
/// No count in a forest file is larger.
const MAX_NODES: usize = 4_000_000;
/// A tree has at most this many leaves: a bit each.
const MAX_LEAVES: usize = u32::BITS as usize;

/// Rows that are compared side by side.
const LANES: usize = 16;
const _: () = assert!(MAX_LEAVES == 2 * LANES, "a set of leaves fills two registers");
/// Trees whose sets of leaves are held at a time: so many stay in the fastest cache.
const BLOCK: usize = 256;

/// A node: a row whose value is above the threshold loses the leaves that are not `kept`.
#[derive(Clone, Copy, Debug)]
struct Node {
    threshold: f32,
    kept: u32,
    /// The tree, counted from the first one of its block.
    tree: u8,
}

/// The leaves of a tree that are still possible for each row, a lane a row; a line of the
/// cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Sets([u32; LANES]);

/// The values of a tree's leaves from left to right, then zeros; whole lines of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Leaves([f32; MAX_LEAVES]);

/// A sum of regression trees.
#[derive(Clone, Debug)]
pub struct Forest {
    n_features: usize,
    /// The nodes of all trees: block by block, in it feature by feature, then by threshold.
    nodes: Vec<Node>,
    /// Where the nodes of each block and feature lie in `nodes`.
    of_feature: Vec<Range<usize>>,
    /// The leaves of each tree.
    trees: Vec<Leaves>,
}

/// A node as the file has it: its feature, and the node as it is compared.
type ReadNode = (usize, Node);

impl Forest {
    /// Reads a forest from the bytes of its file: little endian, magic, version, number of
    /// features and trees; for each tree the number of nodes, the nodes (feature, threshold,
    /// left, right), the number of leaves, the leaves. A child below 0 is a leaf, -1 the
    /// first one.
    ///
    /// # Errors
    ///
    /// If the bytes are no forest of this version, or are damaged, or a tree has more than
    /// 32 leaves.
    pub fn from_bytes(bytes: &[u8]) -> Result<Forest, ModelError> {
        let mut reader = Reader { bytes, at: 0 };
        if reader.take::<4>().ok().as_ref() != Some(MAGIC) {
            return Err(ModelError::NotAForest);
        }
        let found = reader.u32()?;
        if found != VERSION {
            return Err(ModelError::OtherVersion { found, reads: VERSION });
        }
        let n_features = reader.count()?;
        let n_trees = reader.count()?;
        // A node says its feature in sixteen bits.
        if n_features == 0 || n_features > 1 << 16 {
            return Err(reader.damaged());
        }
        let mut forest = Forest {
            n_features,
            nodes: Vec::new(),
            of_feature: Vec::new(),
            trees: Vec::new(),
        };
        let mut block: Vec<ReadNode> = Vec::new();
        for tree in 0..n_trees {
            forest.read_tree(&mut reader, tree % BLOCK, &mut block)?;
            if (tree + 1) % BLOCK == 0 || tree + 1 == n_trees {
                forest.close_block(&mut block);
            }
        }
        Ok(forest)
    }

    /// Reads one tree: its leaves into the forest, its nodes into the block.
    fn read_tree(
        &mut self,
        reader: &mut Reader<'_>,
        tree: usize,
        block: &mut Vec<ReadNode>,
    ) -> Result<(), ModelError> {
        let n_nodes = reader.count()?;
        let mut nodes = Vec::new();
        for _ in 0..n_nodes {
            let feature = usize::from(u16::from_le_bytes(reader.take()?));
            let threshold = f32::from_le_bytes(reader.take()?);
            let children = [reader.take()?, reader.take()?].map(i32::from_le_bytes);
            if feature >= self.n_features || threshold.is_nan() {
                return Err(reader.damaged());
            }
            nodes.push((feature, threshold, children));
        }
        let n_leaves = reader.count()?;
        if n_leaves != n_nodes + 1 || n_leaves > MAX_LEAVES {
            return Err(reader.damaged());
        }
        let mut values = Vec::new();
        for _ in 0..n_leaves {
            values.push(f32::from_le_bytes(reader.take()?));
        }
        // From the root on, the left side first: leaves are numbered as they are met. What
        // is met twice would be no tree, and what is met never is met twice elsewhere.
        let mut leaves = Leaves([0.0; MAX_LEAVES]);
        let mut n_found = 0;
        let mut is_met = [false; 2 * MAX_LEAVES];
        let mut bounds = vec![0..0; n_nodes];
        let mut open = vec![Step::Enter(if n_nodes == 0 { -1 } else { 0 })];
        while let Some(step) = open.pop() {
            match step {
                Step::Enter(child) => {
                    let node = usize::try_from(child).ok();
                    let leaf = child.unsigned_abs() as usize;
                    let slot = node.map_or(MAX_LEAVES + leaf - 1, |node| node);
                    let is_there = node.map_or(leaf <= n_leaves, |node| node < n_nodes);
                    if !is_there || std::mem::replace(&mut is_met[slot], true) {
                        return Err(reader.damaged());
                    }
                    if let Some(node) = node {
                        let [left, right] = nodes[node].2;
                        bounds[node].start = n_found;
                        open.extend([
                            Step::Enter(right),
                            Step::Middle(node),
                            Step::Enter(left),
                        ]);
                    } else {
                        leaves.0[n_found] = values[leaf - 1];
                        n_found += 1;
                    }
                }
                Step::Middle(node) => bounds[node].end = n_found,
            }
        }
        for ((feature, threshold, _), left) in nodes.into_iter().zip(bounds) {
            let kept = !left.fold(0, |lost: u32, leaf| lost | 1 << leaf);
            let tree = u8::try_from(tree).map_err(|_| reader.damaged())?;
            block.push((feature, Node { threshold, tree, kept }));
        }
        self.trees.push(leaves);
        Ok(())
    }

    /// Sorts the nodes of a block and adds them.
    fn close_block(&mut self, block: &mut Vec<ReadNode>) {
        block
            .sort_by(|(f, a), (g, b)| f.cmp(g).then(a.threshold.total_cmp(&b.threshold)));
        let first = self.nodes.len();
        for feature in 0..self.n_features {
            let from = block.partition_point(|(f, _)| *f < feature);
            let to = block.partition_point(|(f, _)| *f <= feature);
            self.of_feature.push(first + from..first + to);
        }
        self.nodes.extend(block.drain(..).map(|(_, node)| node));
    }

    /// How many features a row must have.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// How many trees there are.
    pub fn n_trees(&self) -> usize {
        self.trees.len()
    }

    /// The sum of all trees for one row of features.
    ///
    /// # Panics
    ///
    /// If the row has fewer features than the forest was trained on.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.score_all(&[row])[0]
    }

    /// The sum of all trees for each row of features, the same as one by one.
    ///
    /// # Panics
    ///
    /// If a row has fewer features than the forest was trained on.
    pub fn score_all(&self, rows: &[&[f32]]) -> Vec<f32> {
        let mut sums = Vec::new();
        self.score_with(&mut Scratch::default(), rows.iter().copied(), &mut sums);
        sums
    }

    /// The same, in buffers that serve again; `sums` holds the sums and nothing else.
    ///
    /// # Panics
    ///
    /// If a row has fewer features than the forest was trained on.
    pub fn score_with<'r>(
        &self,
        scratch: &mut Scratch,
        rows: impl IntoIterator<Item = &'r [f32]>,
        sums: &mut Vec<f32>,
    ) {
        sums.clear();
        scratch.fit(self.n_features);
        let mut rows = rows.into_iter().fuse();
        loop {
            let n_rows = scratch.fill(self.n_features, rows.by_ref().take(LANES));
            if n_rows == 0 {
                return;
            }
            let mut totals = [0.0; LANES];
            let blocks = self.of_feature.chunks(self.n_features);
            for (trees, ranges) in self.trees.chunks(BLOCK).zip(blocks) {
                narrow(&self.nodes, ranges, trees.len(), scratch);
                add(trees, scratch, &mut totals);
            }
            sums.extend_from_slice(&totals[..n_rows]);
        }
    }
}

/// Buffers of [`Forest::score_with`]: at most sixteen rows, and what they leave of the trees.
#[derive(Clone, Debug)]
pub struct Scratch {
    /// Each feature, a lane a row; lanes without a row are like the first one.
    columns: Vec<[f32; LANES]>,
    /// The largest value of each feature.
    tops: Vec<f32>,
    /// Whether a feature differs between rows, or is no number.
    is_mixed: Vec<bool>,
    /// The leaves of each tree that what all rows share leaves possible.
    common: [u32; BLOCK],
    /// Those of each row.
    sets: Box<[Sets; BLOCK]>,
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch {
            columns: Vec::new(),
            tops: Vec::new(),
            is_mixed: Vec::new(),
            common: [0; BLOCK],
            sets: Box::new([Sets([0; LANES]); BLOCK]),
        }
    }
}

impl Scratch {
    fn fit(&mut self, n_features: usize) {
        self.columns.resize(n_features, [0.0; LANES]);
        self.tops.resize(n_features, 0.0);
        self.is_mixed.resize(n_features, false);
    }

    /// Takes over some rows, at most a lane each; says how many.
    fn fill<'r>(
        &mut self,
        n_features: usize,
        mut rows: impl Iterator<Item = &'r [f32]>,
    ) -> usize {
        let Some(first) = rows.next() else { return 0 };
        let first = &first[..n_features];
        let own = self.columns.iter_mut().zip(&mut self.tops).zip(&mut self.is_mixed);
        for (((column, top), is_mixed), &value) in own.zip(first) {
            *column = [value; LANES];
            // What is no number is above no threshold.
            *top = if value > f32::NEG_INFINITY { value } else { f32::NEG_INFINITY };
            *is_mixed = value.is_nan();
        }
        let mut n_rows = 1;
        for row in rows {
            let row = &row[..n_features];
            for (column, &value) in self.columns.iter_mut().zip(row) {
                column[n_rows] = value;
            }
            let seen = self.tops.iter_mut().zip(&mut self.is_mixed);
            for (((top, is_mixed), &value), &first) in seen.zip(row).zip(first) {
                *top = if value > *top { value } else { *top };
                *is_mixed |= value != first;
            }
            n_rows += 1;
        }
        n_rows
    }
}

/// What is to be done while the leaves of a tree are numbered.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Go down to a child.
    Enter(i32),
    /// The left side of a node has been met.
    Middle(usize),
}

widened! {
    /// Leaves in the sets of a block's trees what each row can end at.
    fn narrow(
        nodes: &[Node],
        ranges: &[Range<usize>],
        n_trees: usize,
        scratch: &mut Scratch,
    ) {
        let Scratch { columns, tops, is_mixed, common, sets } = scratch;
        common[..n_trees].fill(u32::MAX);
        for set in &mut sets[..n_trees] {
            set.0.fill(u32::MAX);
        }
        let seen = tops.iter().zip(is_mixed.iter()).zip(columns.iter());
        for (range, ((&top, &is_mixed), values)) in ranges.iter().zip(seen) {
            let nodes = &nodes[range.clone()];
            if !is_mixed {
                for node in nodes {
                    if node.threshold >= top {
                        break;
                    }
                    common[usize::from(node.tree)] &= node.kept;
                }
                continue;
            }
            let values = *values;
            for node in nodes {
                if node.threshold >= top {
                    break;
                }
                let Sets(sets) = &mut sets[usize::from(node.tree)];
                // Without a branch, so that all lanes are one instruction.
                for (leaves, value) in sets.iter_mut().zip(values) {
                    let is_passed = u32::from(value > node.threshold).wrapping_neg();
                    *leaves &= node.kept | !is_passed;
                }
            }
        }
    }
}

/// Adds the value of the leftmost leaf that each row has left in each tree.
fn add(trees: &[Leaves], scratch: &Scratch, totals: &mut [f32; LANES]) {
    #[cfg(target_arch = "x86_64")]
    if is_wide() {
        // SAFETY: the machine has the instructions; AVX-512 BW implies F.
        return unsafe { add_wide(trees, scratch, totals) };
    }
    let Scratch { common, sets, .. } = scratch;
    for ((Leaves(leaves), Sets(sets)), common) in trees.iter().zip(&**sets).zip(common) {
        for (total, set) in totals.iter_mut().zip(sets) {
            *total += leaves[(set & common).trailing_zeros() as usize % MAX_LEAVES];
        }
    }
}

/// The same for all lanes at once.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn add_wide(trees: &[Leaves], scratch: &Scratch, totals: &mut [f32; LANES]) {
    use std::arch::x86_64::{
        _mm512_add_epi32, _mm512_add_ps, _mm512_and_si512, _mm512_castps_si512,
        _mm512_cvtepu32_ps, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_permutex2var_ps,
        _mm512_set1_epi32, _mm512_setzero_si512, _mm512_srli_epi32, _mm512_storeu_ps,
        _mm512_sub_epi32,
    };
    // SAFETY: all loads and the store are of sixteen numbers that are there.
    unsafe {
        let mut sums = _mm512_loadu_ps(totals.as_ptr());
        let one = _mm512_set1_epi32(1);
        let Scratch { common, sets, .. } = scratch;
        for ((Leaves(leaves), Sets(sets)), common) in
            trees.iter().zip(&**sets).zip(common)
        {
            let set = _mm512_and_si512(
                _mm512_loadu_si512(sets.as_ptr().cast()),
                _mm512_set1_epi32(common.cast_signed()),
            );
            let lowest =
                _mm512_and_si512(set, _mm512_sub_epi32(_mm512_setzero_si512(), set));
            // As a float the n-th bit alone has the exponent 127 + n, and of a place only
            // the last five digits count: 128 + n is leaf n.
            let exponent =
                _mm512_srli_epi32::<23>(_mm512_castps_si512(_mm512_cvtepu32_ps(lowest)));
            let place = _mm512_add_epi32(exponent, one);
            let left = _mm512_loadu_ps(leaves.as_ptr());
            let right = _mm512_loadu_ps(leaves.as_ptr().add(LANES));
            sums = _mm512_add_ps(sums, _mm512_permutex2var_ps(left, place, right));
        }
        _mm512_storeu_ps(totals.as_mut_ptr(), sums);
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn damaged(&self) -> ModelError {
        ModelError::Damaged { at: self.at }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let end = self.at.checked_add(N).ok_or(ModelError::Damaged { at: self.at })?;
        let slice =
            self.bytes.get(self.at..end).ok_or(ModelError::Damaged { at: self.at })?;
        self.at = end;
        slice.try_into().map_err(|_| ModelError::Damaged { at: self.at })
    }

    fn u32(&mut self) -> Result<u32, ModelError> {
        self.take().map(u32::from_le_bytes)
    }

    fn count(&mut self) -> Result<usize, ModelError> {
        let count = self.u32()? as usize;
        if count > MAX_NODES { Err(self.damaged()) } else { Ok(count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One tree: feature 0 at most 1.5 gives 10, else 20; one leaf alone: 0.5.
    fn bytes() -> Vec<u8> {
        let mut b = Vec::new();
        b.extend(MAGIC);
        for n in [VERSION, 1, 2, 1] {
            b.extend(n.to_le_bytes());
        }
        b.extend(0_u16.to_le_bytes());
        b.extend(1.5_f32.to_le_bytes());
        b.extend((-1_i32).to_le_bytes());
        b.extend((-2_i32).to_le_bytes());
        b.extend(2_u32.to_le_bytes());
        b.extend(10.0_f32.to_le_bytes());
        b.extend(20.0_f32.to_le_bytes());
        b.extend(0_u32.to_le_bytes());
        b.extend(1_u32.to_le_bytes());
        b.extend(0.5_f32.to_le_bytes());
        b
    }

    #[test]
    fn a_row_walks_down_every_tree() {
        let forest = Forest::from_bytes(&bytes()).unwrap();
        assert_eq!((forest.n_trees(), forest.n_features()), (2, 1));
        assert_eq!(forest.score(&[1.5]), 10.5);
        assert_eq!(forest.score(&[1.6]), 20.5);
    }

    /// The next number of a fixed row that looks like chance.
    fn chance(state: &mut u64) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*state >> 40) as usize
    }

    /// Writes a tree of `n_leaves` leaves, of which each split takes a share, and walks it.
    fn grow(
        state: &mut u64,
        n_leaves: usize,
        nodes: &mut Vec<(u16, f32, [i32; 2])>,
        leaves: &mut Vec<f32>,
    ) -> i32 {
        if n_leaves == 1 {
            leaves.push(chance(state) as f32 / 1024.0);
            return -i32::try_from(leaves.len()).unwrap();
        }
        let own = nodes.len();
        let feature = u16::try_from(chance(state) % 3).unwrap();
        nodes.push((feature, (chance(state) % 8) as f32, [0; 2]));
        let n_left = 1 + chance(state) % (n_leaves - 1);
        // The right side first, so that leaves stand in another order than they are met in.
        let right = grow(state, n_leaves - n_left, nodes, leaves);
        let left = grow(state, n_left, nodes, leaves);
        nodes[own].2 = [left, right];
        i32::try_from(own).unwrap()
    }

    #[test]
    fn sets_of_leaves_end_where_walks_do() {
        let state = &mut 7;
        let trees: Vec<_> = (0..BLOCK + 9)
            .map(|i| {
                let (mut nodes, mut leaves) = (Vec::new(), Vec::new());
                grow(state, 1 + i % MAX_LEAVES, &mut nodes, &mut leaves);
                (nodes, leaves)
            })
            .collect();
        let mut bytes = MAGIC.to_vec();
        for n in [VERSION, 3, u32::try_from(trees.len()).unwrap()] {
            bytes.extend(n.to_le_bytes());
        }
        for (nodes, leaves) in &trees {
            bytes.extend(u32::try_from(nodes.len()).unwrap().to_le_bytes());
            for (feature, threshold, children) in nodes {
                bytes.extend(feature.to_le_bytes());
                bytes.extend(threshold.to_le_bytes());
                children.iter().for_each(|c| bytes.extend(c.to_le_bytes()));
            }
            bytes.extend(u32::try_from(leaves.len()).unwrap().to_le_bytes());
            leaves.iter().for_each(|leaf| bytes.extend(leaf.to_le_bytes()));
        }
        let forest = Forest::from_bytes(&bytes).unwrap();
        let value = |state: &mut u64| match chance(state) % 12 {
            10 => f32::NAN,
            11 => f32::INFINITY,
            n => n as f32,
        };
        let rows: Vec<[f32; 3]> =
            (0..100).map(|_| std::array::from_fn(|_| value(state))).collect();
        let views: Vec<&[f32]> = rows.iter().map(<[f32; 3]>::as_slice).collect();
        let walk = |row: &[f32]| {
            trees.iter().fold(0.0, |sum, (nodes, leaves)| {
                let mut at = if nodes.is_empty() { -1 } else { 0 };
                while let Ok(node) = usize::try_from(at) {
                    let (feature, threshold, children) = nodes[node];
                    at = children[usize::from(row[usize::from(feature)] > threshold)];
                }
                sum + leaves[at.unsigned_abs() as usize - 1]
            })
        };
        let walked: Vec<f32> = views.iter().map(|row| walk(row)).collect();
        assert_eq!(forest.score_all(&views), walked);
    }

    #[test]
    fn damage_is_found() {
        let whole = bytes();
        for n in 0..whole.len() {
            assert!(Forest::from_bytes(&whole[..n]).is_err(), "{n} bytes");
        }
        let mut other = whole.clone();
        other[4] = 9;
        assert!(matches!(
            Forest::from_bytes(&other),
            Err(ModelError::OtherVersion { found: 9, .. })
        ));
        // A node that is its own child would never end.
        let mut looped = whole;
        looped[26..30].copy_from_slice(&0_i32.to_le_bytes());
        assert!(matches!(Forest::from_bytes(&looped), Err(ModelError::Damaged { .. })));
    }
}
