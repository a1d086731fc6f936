//! `GraphML`, which igraph, networkx, `yEd` and Cytoscape read: the network as a whole.
//!
//! Version 1. `GraphML` has no time; each tie lists the numbers of its scenes, counted from 0.

use crate::network::Network;
use crate::xml::Xml;

const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";
const ODD: (&str, &str) = ("odd", "n");

/// The keys: for what, name, type.
const KEYS: &[(&str, &str, &str)] = &[
    ("node", "label", "string"),
    ("node", "kind", "string"),
    ("node", "pronouns", "string"),
    ("node", "quotations", "int"),
    ("node", "mentions", "int"),
    ("node", "scenes", "int"),
    ("edge", "weight", "double"),
    ("edge", "in_scenes", "string"),
];

/// Writes a network.
pub fn write(network: &Network) -> Vec<u8> {
    let mut xml = Xml::new(ODD);
    xml.open("graphml", &[("xmlns", NAMESPACE)]);
    xml.end_line();
    for (class, name, kind) in KEYS {
        let attributes =
            [("id", *name), ("for", *class), ("attr.name", *name), ("attr.type", *kind)];
        xml.empty("key", &attributes);
        xml.end_line();
    }
    let default = if network.is_directed() { "directed" } else { "undirected" };
    xml.open("graph", &[("id", "cast"), ("edgedefault", default)]);
    xml.end_line();
    for node in &network.nodes {
        xml.open("node", &[("id", &node.id)]);
        for (key, value) in [
            ("label", node.name.clone()),
            ("kind", node.kind.clone()),
            ("pronouns", node.pronouns.clone()),
            ("quotations", node.n_quotations.to_string()),
            ("mentions", node.n_mentions.to_string()),
            ("scenes", node.scenes.len().to_string()),
        ] {
            data(&mut xml, key, &value);
        }
        xml.close("node");
        xml.end_line();
    }
    for edge in &network.edges {
        let source = &*network.nodes[edge.from].id;
        let target = &*network.nodes[edge.to].id;
        xml.open("edge", &[("source", source), ("target", target)]);
        data(&mut xml, "weight", &edge.weight().to_string());
        let scenes: Vec<String> =
            edge.weights.iter().map(|(scene, _)| scene.to_string()).collect();
        data(&mut xml, "in_scenes", &scenes.join(" "));
        xml.close("edge");
        xml.end_line();
    }
    xml.close("graph");
    xml.end_line();
    xml.close("graphml");
    xml.end_line();
    xml.into_bytes()
}

fn data(xml: &mut Xml, key: &str, value: &str) {
    let value: String =
        value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    xml.open("data", &[("key", key)]);
    xml.text(value.trim());
    xml.close("data");
}
