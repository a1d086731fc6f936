//! Gradient-boosted regression trees, read from a compact file.
//!
//! The trees are those of Friedman (2001), trained elsewhere; here they are only walked.
//! Values are added in the order of the trees, so the same rows give the same sums on every
//! machine.

use thiserror::Error;

/// The first bytes of a forest file.
const MAGIC: &[u8; 4] = b"DTRE";
/// The version of the file format that this code reads.
const VERSION: u32 = 1;
/// A forest file holds at most this many nodes in all.
const MAX_NODES: usize = 4_000_000;

/// Why bytes are no model.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file does not begin as a forest does.
    #[error("is no forest file; make the model anew with its training script")]
    NotAForest,
    /// The file is of another version.
    #[error(
        "has format version {found}, this engine reads {VERSION}; make the model anew"
    )]
    OtherVersion {
        /// The version of the file.
        found: u32,
    },
    /// The file ends early, or a node points outside of its tree.
    #[error("is damaged at byte {at}; copy it again or make the model anew")]
    Damaged {
        /// Where reading stopped.
        at: usize,
    },
    /// The model was trained on other features than the engine makes.
    #[error(
        "expects {found} features where the engine makes {made}; make the model anew"
    )]
    OtherFeatures {
        /// How many the model expects.
        found: usize,
        /// How many the engine makes.
        made: usize,
    },
}

/// An inner node: rows whose feature is at most the threshold go left.
#[derive(Clone, Copy, Debug)]
struct Node {
    feature: u16,
    threshold: f32,
    /// The child's index; a negative one is a leaf, `-1` the first.
    left: i32,
    right: i32,
}

/// A sum of regression trees.
#[derive(Clone, Debug)]
pub struct Forest {
    n_features: usize,
    nodes: Vec<Node>,
    leaves: Vec<f32>,
    /// For each tree its first node, its first leaf, and whether it has a node at all.
    roots: Vec<(usize, usize, bool)>,
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
            return Err(ModelError::OtherVersion { found });
        }
        let n_features = reader.count()?;
        let n_trees = reader.count()?;
        let mut forest = Forest {
            n_features,
            nodes: Vec::new(),
            leaves: Vec::new(),
            roots: Vec::new(),
        };
        for _ in 0..n_trees {
            let n_nodes = reader.count()?;
            let first = forest.nodes.len();
            for _ in 0..n_nodes {
                let feature = u16::from_le_bytes(reader.take()?);
                let threshold = f32::from_le_bytes(reader.take()?);
                let left = i32::from_le_bytes(reader.take()?);
                let right = i32::from_le_bytes(reader.take()?);
                if usize::from(feature) >= n_features {
                    return Err(reader.damaged());
                }
                forest.nodes.push(Node { feature, threshold, left, right });
            }
            let n_leaves = reader.count()?;
            let first_leaf = forest.leaves.len();
            for _ in 0..n_leaves {
                forest.leaves.push(f32::from_le_bytes(reader.take()?));
            }
            let is_sound = |parent: usize, child: i32| match usize::try_from(child) {
                // Children stand behind their parents, so every walk ends.
                Ok(child) => child > parent && child < n_nodes,
                Err(_) => (child.unsigned_abs() as usize) <= n_leaves,
            };
            let tree = &forest.nodes[first..];
            let is_tree = tree
                .iter()
                .enumerate()
                .all(|(i, n)| is_sound(i, n.left) && is_sound(i, n.right));
            if !is_tree || n_leaves == 0 {
                return Err(reader.damaged());
            }
            forest.roots.push((first, first_leaf, n_nodes > 0));
        }
        Ok(forest)
    }

    /// How many features a row must have.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// How many trees there are.
    pub fn n_trees(&self) -> usize {
        self.roots.len()
    }

    /// The sum of all trees for one row of features.
    ///
    /// # Panics
    ///
    /// If the row has fewer features than the forest was trained on.
    pub fn score(&self, row: &[f32]) -> f32 {
        assert!(row.len() >= self.n_features, "a row has all features");
        let mut sum = 0.0;
        for &(first, first_leaf, has_nodes) in &self.roots {
            let mut at: i32 = if has_nodes { 0 } else { -1 };
            while let Ok(i) = usize::try_from(at) {
                let node = self.nodes[first + i];
                at = if row[usize::from(node.feature)] <= node.threshold {
                    node.left
                } else {
                    node.right
                };
            }
            sum += self.leaves[first_leaf + at.unsigned_abs() as usize - 1];
        }
        sum
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
            Err(ModelError::OtherVersion { found: 9 })
        ));
        // A node that is its own child would never end.
        let mut looped = whole;
        looped[26..30].copy_from_slice(&0_i32.to_le_bytes());
        assert!(matches!(Forest::from_bytes(&looped), Err(ModelError::Damaged { .. })));
    }
}
