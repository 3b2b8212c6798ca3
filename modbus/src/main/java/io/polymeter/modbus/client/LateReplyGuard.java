package io.polymeter.modbus.client;

import io.polymeter.modbus.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps a late reply from being taken for the reply to another request where frames carry no transaction id: on a
/// serial line, and on TCP in front of one.
///
/// A device answers in the order in which it is asked. So after a request stayed unanswered, and its unit is to be
/// asked something whose reply would look the same, it is first asked something whose reply looks different. When
/// that reply is there, whatever was late has come before it, and was dropped because it does not fit. So it
/// is, too, with the first request to a unit on a new connection, which may bring what was asked on another.
public final class LateReplyGuard {

    private static final int MAX_REGISTERS = 125;

    /// What the replies that may still come look like, by unit.
    private final Map<Integer, Set<Shape>> owed = new HashMap<>();

    /// Units that have answered since the connection was made.
    private final Set<Integer> heard = new HashSet<>();

    private boolean connected;

    /// What tells two replies apart: function, and how many items it carries.
    private record Shape(int function, int count) {}

    /// A new connection: whatever was asked before, by whomever, may be answered here.
    public synchronized void connected() {
        connected = true;
        heard.clear();
    }

    /// A request stayed unanswered.
    public synchronized void unanswered(int unit, Request request) {
        owed.computeIfAbsent(unit, _ -> new HashSet<>()).add(shape(request));
    }

    /// A unit answered what [#question] gave: nothing older can come any more.
    public synchronized void answered(int unit) {
        owed.remove(unit);
        heard.add(unit);
    }

    /// Whether a late reply of this unit could be taken for the reply to this request.
    public synchronized boolean inDoubt(int unit, Request request) {
        Set<Shape> late = owed.get(unit);
        return connected && !heard.contains(unit) || late != null && late.contains(shape(request));
    }

    /// What to ask first: the same registers in another number. Null where nothing harmless can be asked, and only
    /// time helps.
    public synchronized @Nullable Request question(int unit, Request request) {
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) -> {
                int other = other(unit, request.functionCode(), address, quantity);
                yield other == 0 ? null : new Request.ReadHoldingRegisters(address, other);
            }
            case Request.ReadInputRegisters(int address, int quantity) -> {
                int other = other(unit, request.functionCode(), address, quantity);
                yield other == 0 ? null : new Request.ReadInputRegisters(address, other);
            }
            default -> null;
        };
    }

    /// Another quantity that no late reply has, the next smaller one first; 0 where there is none.
    private int other(int unit, int function, int address, int quantity) {
        Set<Shape> late = owed.getOrDefault(unit, Set.of());
        for (int count = quantity - 1; count > 0; count--) {
            if (!late.contains(new Shape(function, count))) {
                return count;
            }
        }
        for (int count = quantity + 1; count <= MAX_REGISTERS && address + count <= 0x10000; count++) {
            if (!late.contains(new Shape(function, count))) {
                return count;
            }
        }
        return 0;
    }

    private static Shape shape(Request request) {
        int count = switch (request) {
            case Request.ReadHoldingRegisters r -> r.quantity();
            case Request.ReadInputRegisters r -> r.quantity();
            case Request.ReadWriteMultipleRegisters r -> r.readQuantity();
            case Request.ReadCoils r -> (r.quantity() + 7) / 8;
            case Request.ReadDiscreteInputs r -> (r.quantity() + 7) / 8;
            // The reply to a write repeats its address and value.
            default -> request.hashCode();
        };
        return new Shape(request.functionCode(), count);
    }
}
