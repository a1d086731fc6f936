//! Gradient-boosted regression trees, read from a compact file.
//!
//! The trees are those of Friedman (2001), trained elsewhere; here they are only walked.
//! Values are added in the order of the trees, so the same rows give the same sums on every
//! machine.

use crate::ModelError;

/// The first bytes of a forest file.
const MAGIC: &[u8; 4] = b"DTRE";
/// The version of the file format that this code reads.
const VERSION: u32 = 1;
/// A forest file holds at most this many nodes in all.
const MAX_NODES: usize = 4_000_000;

/// A node as it is walked: rows whose feature is above the threshold go to the second
/// child. A leaf is its own child on both sides, so a walk may take any number of steps.
#[derive(Clone, Copy, Debug)]
struct Node {
    feature: u32,
    threshold: f32,
    children: [u32; 2],
}

/// One tree: its nodes and leaves from `first` on, and the steps of its longest walk.
#[derive(Clone, Copy, Debug)]
struct Tree {
    first: usize,
    depth: usize,
}

/// Rows that are walked side by side, so that one's loads overlap with the others'.
const LANES: usize = 8;

/// A sum of regression trees.
#[derive(Clone, Debug)]
pub struct Forest {
    n_features: usize,
    /// The nodes of all trees, children counted from their tree's first node.
    nodes: Vec<Node>,
    /// The value of each node; 0 for inner ones.
    values: Vec<f32>,
    trees: Vec<Tree>,
}

impl Forest {
    /// Reads a forest from the bytes of its file: little endian, magic, version, number of
    /// features and trees; for each tree the number of nodes, the nodes (feature, threshold,
    /// left, right), the number of leaves, the leaves.
    ///
    /// # Errors
    ///
    /// If the bytes are no forest of this version, or are damaged.
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
        let mut forest = Forest {
            n_features,
            nodes: Vec::new(),
            values: Vec::new(),
            trees: Vec::new(),
        };
        for _ in 0..n_trees {
            forest.read_tree(&mut reader)?;
        }
        Ok(forest)
    }

    fn read_tree(&mut self, reader: &mut Reader<'_>) -> Result<(), ModelError> {
        let n_nodes = reader.count()?;
        let mut inner = Vec::new();
        for _ in 0..n_nodes {
            let feature = u16::from_le_bytes(reader.take()?);
            let threshold = f32::from_le_bytes(reader.take()?);
            let children = [reader.take()?, reader.take()?].map(i32::from_le_bytes);
            if usize::from(feature) >= self.n_features {
                return Err(reader.damaged());
            }
            inner.push((u32::from(feature), threshold, children));
        }
        let n_leaves = reader.count()?;
        if n_leaves == 0 {
            return Err(reader.damaged());
        }
        let mut leaves = Vec::new();
        for _ in 0..n_leaves {
            leaves.push(f32::from_le_bytes(reader.take()?));
        }
        // Children stand behind their parents, so every walk ends.
        let place = |parent: usize, child: i32| match usize::try_from(child) {
            Ok(child) if child > parent && child < n_nodes => u32::try_from(child).ok(),
            Ok(_) => None,
            Err(_) => {
                let leaf = child.unsigned_abs() as usize - 1;
                let at = u32::try_from(n_nodes + leaf).ok();
                at.filter(|_| leaf < n_leaves)
            }
        };
        let first = self.nodes.len();
        let mut depths = vec![0; n_nodes + n_leaves];
        let mut depth = 0;
        for (i, &(feature, threshold, [left, right])) in inner.iter().enumerate() {
            let (Some(left), Some(right)) = (place(i, left), place(i, right)) else {
                return Err(reader.damaged());
            };
            for child in [left, right] {
                depths[child as usize] = depths[i] + 1;
                depth = depth.max(depths[i] + 1);
            }
            self.nodes.push(Node { feature, threshold, children: [left, right] });
            self.values.push(0.0);
        }
        for (leaf, value) in leaves.into_iter().enumerate() {
            let own = u32::try_from(n_nodes + leaf).map_err(|_| reader.damaged())?;
            self.nodes.push(Node { feature: 0, threshold: 0.0, children: [own, own] });
            self.values.push(value);
        }
        self.trees.push(Tree { first, depth });
        Ok(())
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
        let mut sums = vec![0.0; rows.len()];
        assert!(
            rows.iter().all(|r| r.len() >= self.n_features),
            "a row has all features"
        );
        for (rows, sums) in rows.chunks(LANES).zip(sums.chunks_mut(LANES)) {
            // Lanes without a row walk along with the first one.
            let lanes: [&[f32]; LANES] =
                std::array::from_fn(|lane| *rows.get(lane).unwrap_or(&rows[0]));
            for tree in &self.trees {
                let nodes = &self.nodes[tree.first..];
                let mut at = [0_usize; LANES];
                for _ in 0..tree.depth {
                    for (lane, at) in at.iter_mut().enumerate() {
                        let node = nodes[*at];
                        let value = lanes[lane][node.feature as usize];
                        *at = node.children[usize::from(value > node.threshold)] as usize;
                    }
                }
                for (sum, at) in sums.iter_mut().zip(at) {
                    *sum += self.values[tree.first + at];
                }
            }
        }
        sums
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
