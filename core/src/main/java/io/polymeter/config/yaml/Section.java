package io.polymeter.config.yaml;

import org.snakeyaml.engine.v2.nodes.Node;

/// A part of a document that is kept as it is, for whoever knows what belongs there: [Binder#bind] reads it.
public final class Section {

    private final Node node;
    private final String path;

    Section(Node node, String path) {
        this.node = node;
        this.path = path;
    }

    Node node() {
        return node;
    }

    /// Where it stands, e.g. `regulates`.
    public String path() {
        return path;
    }
}
