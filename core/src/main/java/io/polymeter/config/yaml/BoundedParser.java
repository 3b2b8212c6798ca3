package io.polymeter.config.yaml;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.Parser;

/// Stops at a nesting that no honest file has: the composer recurses and would overflow its stack.
final class BoundedParser implements Parser {

    static final int DEEPEST = 50;

    private final Parser parser;
    private int depth;

    /// The nesting is too deep.
    static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final int column;

        TooDeep(Position position) {
            this.line = position.line();
            this.column = position.column();
        }

        Position position() {
            return new Position(line, column);
        }
    }

    BoundedParser(Parser parser) {
        this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID id) {
        return parser.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        Event event = parser.next();
        Event.ID id = event.getEventId();
        if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
            depth++;
        } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
            depth--;
        }
        if (depth > DEEPEST) {
            throw new TooDeep(event.getStartMark().map(BoundedParser::position).orElse(Position.START));
        }
        return event instanceof ScalarEvent scalar ? VariableQuoting.restore(scalar) : event;
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
