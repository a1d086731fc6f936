//! GEXF 1.3, which Gephi and networkx read: the network as a whole, or scene by scene.
//!
//! Version 1. In the dynamic one a scene is a step of time, from its number (counted from 0)
//! to the next; a node is there in its scenes, and the weight of an edge changes with them.

use crate::network::{Edge, Network, Node};
use crate::xml::Xml;

const NAMESPACE: &str = "http://gexf.net/1.3";
const ODD: (&str, &str) = ("odd", "n");

/// Writes a network; `is_dynamic` gives each tie its scenes.
pub fn write(network: &Network, title: &str, is_dynamic: bool) -> Vec<u8> {
    let mut xml = Xml::new(ODD);
    xml.open("gexf", &[("xmlns", NAMESPACE), ("version", "1.3")]);
    xml.end_line();
    xml.open("meta", &[]);
    xml.line("creator", &[], "dramaturg");
    xml.line("description", &[], &clean(title));
    xml.close("meta");
    xml.end_line();
    let mut graph = vec![
        ("mode", if is_dynamic { "dynamic" } else { "static" }),
        (
            "defaultedgetype",
            if network.is_directed() { "directed" } else { "undirected" },
        ),
    ];
    if is_dynamic {
        graph.extend([("timeformat", "integer"), ("timerepresentation", "interval")]);
    }
    xml.open("graph", &graph);
    xml.end_line();
    xml.open("attributes", &[("class", "node"), ("mode", "static")]);
    xml.end_line();
    for (id, title, kind) in [
        ("kind", "kind", "string"),
        ("pronouns", "pronouns", "string"),
        ("quotations", "quotations", "integer"),
        ("mentions", "mentions", "integer"),
        ("scenes", "scenes", "integer"),
    ] {
        xml.empty("attribute", &[("id", id), ("title", title), ("type", kind)]);
        xml.end_line();
    }
    xml.close("attributes");
    xml.end_line();
    if is_dynamic {
        xml.open("attributes", &[("class", "edge"), ("mode", "dynamic")]);
        xml.empty(
            "attribute",
            &[("id", "in_scene"), ("title", "in_scene"), ("type", "integer")],
        );
        xml.close("attributes");
        xml.end_line();
    }
    xml.open("nodes", &[]);
    xml.end_line();
    for node in &network.nodes {
        write_node(&mut xml, node, is_dynamic);
    }
    xml.close("nodes");
    xml.end_line();
    xml.open("edges", &[]);
    xml.end_line();
    for (i, edge) in network.edges.iter().enumerate() {
        write_edge(&mut xml, network, i, edge, is_dynamic);
    }
    xml.close("edges");
    xml.end_line();
    xml.close("graph");
    xml.end_line();
    xml.close("gexf");
    xml.end_line();
    xml.into_bytes()
}

fn write_node(xml: &mut Xml, node: &Node, is_dynamic: bool) {
    xml.open("node", &[("id", &node.id), ("label", &clean(&node.name))]);
    xml.open("attvalues", &[]);
    for (key, value) in [
        ("kind", node.kind.clone()),
        ("pronouns", node.pronouns.clone()),
        ("quotations", node.n_quotations.to_string()),
        ("mentions", node.n_mentions.to_string()),
        ("scenes", node.scenes.len().to_string()),
    ] {
        xml.empty("attvalue", &[("for", key), ("value", &value)]);
    }
    xml.close("attvalues");
    if is_dynamic {
        write_spells(xml, &node.scenes);
    }
    xml.close("node");
    xml.end_line();
}

fn write_edge(xml: &mut Xml, network: &Network, i: usize, edge: &Edge, is_dynamic: bool) {
    let (id, weight) = (i.to_string(), edge.weight().to_string());
    let source = &*network.nodes[edge.from].id;
    let target = &*network.nodes[edge.to].id;
    let attributes =
        [("id", &*id), ("source", source), ("target", target), ("weight", &*weight)];
    if !is_dynamic {
        xml.empty("edge", &attributes);
        xml.end_line();
        return;
    }
    xml.open("edge", &attributes);
    xml.open("attvalues", &[]);
    for (scene, n) in &edge.weights {
        let (start, end) = (scene.to_string(), (scene + 1).to_string());
        let n = n.to_string();
        xml.empty(
            "attvalue",
            &[("for", "in_scene"), ("value", &n), ("start", &start), ("end", &end)],
        );
    }
    xml.close("attvalues");
    let scenes: Vec<usize> = edge.weights.iter().map(|(scene, _)| *scene).collect();
    write_spells(xml, &scenes);
    xml.close("edge");
    xml.end_line();
}

/// Runs of scenes without a gap, each from its first scene to the one after its last.
fn write_spells(xml: &mut Xml, scenes: &[usize]) {
    xml.open("spells", &[]);
    for run in scenes.chunk_by(|a, b| a + 1 == *b) {
        let (start, end) = (run[0].to_string(), (run[run.len() - 1] + 1).to_string());
        xml.empty("spell", &[("start", &start), ("end", &end)]);
    }
    xml.close("spells");
}

/// On one line, without what XML has no room for.
fn clean(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
