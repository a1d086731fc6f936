//! Who is tied to whom: the network of a book, as a whole and scene by scene.
//!
//! [`gexf`](crate::gexf) and [`graphml`](crate::graphml) write it down.

use std::collections::BTreeMap;

use crate::document::Document;

/// What ties two characters in a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Relation {
    /// One speaks to the other: directed, a weight of one a quotation.
    #[default]
    Talk,
    /// Both are there: undirected, a weight of one a scene.
    Company,
}

/// Somebody of the cast in a network.
#[derive(Clone, Debug)]
pub struct Node {
    /// The id of the character.
    pub id: String,
    /// The name.
    pub name: String,
    /// Person, group, animal and so on.
    pub kind: String,
    /// As `she/her`; empty if not told.
    pub pronouns: String,
    /// How many quotations the character utters.
    pub n_quotations: usize,
    /// How many mentions the character has.
    pub n_mentions: usize,
    /// The scenes in which the character is there or speaks, by number from 0, in order.
    pub scenes: Vec<usize>,
}

/// A tie between two nodes.
#[derive(Clone, Debug)]
pub struct Edge {
    /// From which node, by its place in the list; of an undirected edge the smaller one.
    pub from: usize,
    /// To which node.
    pub to: usize,
    /// The weight in each scene that has any, in order; never empty.
    pub weights: Vec<(usize, usize)>,
}

impl Edge {
    /// The weight in the whole book.
    pub fn weight(&self) -> usize {
        self.weights.iter().map(|(_, n)| n).sum()
    }
}

/// The network of a book.
#[derive(Clone, Debug)]
pub struct Network {
    /// What ties two characters.
    pub relation: Relation,
    /// Everybody with a tie or a line, in the order of the cast.
    pub nodes: Vec<Node>,
    /// The ties, by node; no two have the same ends.
    pub edges: Vec<Edge>,
    /// How many scenes the book has.
    pub n_scenes: usize,
}

impl Network {
    /// The network of a document. Quotations outside of all scenes count for the last scene
    /// before them.
    pub fn new(document: &Document, relation: Relation) -> Network {
        let index: BTreeMap<&str, usize> =
            document.characters.iter().enumerate().map(|(i, c)| (&*c.id, i)).collect();
        let mut scenes: Vec<Vec<usize>> = vec![Vec::new(); document.characters.len()];
        let mut weights: BTreeMap<(usize, usize), BTreeMap<usize, usize>> =
            BTreeMap::new();
        for (s, scene) in document.scenes.iter().enumerate() {
            let mut present: Vec<usize> = scene
                .presence
                .iter()
                .filter_map(|p| index.get(&*p.character).copied())
                .collect();
            present.sort_unstable();
            present.dedup();
            for (i, &a) in present.iter().enumerate() {
                scenes[a].push(s);
                if relation == Relation::Company {
                    for &b in &present[i + 1..] {
                        *weights.entry((a, b)).or_default().entry(s).or_default() += 1;
                    }
                }
            }
        }
        for quotation in &document.quotations {
            let Some(speaker) = &quotation.speaker else { continue };
            let Some(&from) = index.get(&*speaker.id) else { continue };
            let at = quotation.hull()[0];
            let scene = document.scenes.partition_point(|scene| scene.span[0] <= at);
            let scene = scene.saturating_sub(1);
            scenes[from].push(scene);
            if relation == Relation::Talk && quotation.mode == "speech" {
                for addressee in &quotation.addressees {
                    if let Some(&to) = index.get(&*addressee.id).filter(|&&to| to != from)
                    {
                        scenes[to].push(scene);
                        *weights
                            .entry((from, to))
                            .or_default()
                            .entry(scene)
                            .or_default() += 1;
                    }
                }
            }
        }
        let mut place: Vec<Option<usize>> = vec![None; document.characters.len()];
        let mut nodes = Vec::new();
        for (i, character) in document.characters.iter().enumerate() {
            scenes[i].sort_unstable();
            scenes[i].dedup();
            if scenes[i].is_empty() {
                continue;
            }
            place[i] = Some(nodes.len());
            nodes.push(Node {
                id: character.id.clone(),
                name: character.name.clone(),
                kind: character.kind.clone(),
                pronouns: character.pronouns.clone().unwrap_or_default(),
                n_quotations: character.quotations,
                n_mentions: character.mentions,
                scenes: std::mem::take(&mut scenes[i]),
            });
        }
        let edges = weights.into_iter().filter_map(|((from, to), weights)| {
            let weights = weights.into_iter().collect();
            Some(Edge { from: place[from]?, to: place[to]?, weights })
        });
        let edges = edges.collect();
        Network { relation, nodes, edges, n_scenes: document.scenes.len().max(1) }
    }

    /// Whether an edge leads from one end to the other.
    pub fn is_directed(&self) -> bool {
        self.relation == Relation::Talk
    }
}
