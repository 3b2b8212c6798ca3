package io.polymeter.config.yaml;

import org.snakeyaml.engine.v2.nodes.Node;

/// A place in a file; line and column count from 1, the column in characters.
///
/// A record component of this type is no key: it receives the position of the record itself.
public record Position(int line, int column) implements Comparable<Position> {

    /// The start of a file, where nothing more exact is known.
    public static final Position START = new Position(1, 1);

    static Position of(Node node) {
        return node.getStartMark()
                .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(START);
    }

    @Override
    public int compareTo(Position other) {
        int lines = Integer.compare(line, other.line);
        return lines != 0 ? lines : Integer.compare(column, other.column);
    }
}
