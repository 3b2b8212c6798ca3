package io.polymeter.view;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Words;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;

/// Registers pass through undecoded, at the same addresses.
public final class Mirror implements RegisterView {

    private final FreshnessPolicy policy;

    /// A mirror that follows `policy`.
    public Mirror(FreshnessPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Served read(MeterState state, int address, int quantity, long now) {
        Profile profile = state.profile();
        if (profile == null) {
            return refused(Served.Reason.NO_SUCH_ADDRESS);
        }
        Served.Reason worst = null;
        int next = address;
        int end = address + quantity;
        for (Span span : profile.spans()) {
            if (span.range().end() <= next || next >= end) {
                continue;
            }
            if (span.range().address() > next) {
                return refused(Served.Reason.NO_SUCH_ADDRESS);
            }
            int until = Math.min(end, span.range().end());
            Served.Reason reason = check(state, span, next, until - next, now);
            worst = reason == Served.Reason.NOT_RECEIVED || worst == null ? reason == null ? worst : reason : worst;
            next = until;
        }
        if (next < end) {
            return refused(Served.Reason.NO_SUCH_ADDRESS);
        }
        return worst == null ? data(state.image(), address, quantity) : stale(state, address, quantity, worst);
    }

    private Served.@org.jspecify.annotations.Nullable Reason check(
            MeterState state, Span span, int address, int count, long now) {
        RegisterImage image = state.image();
        if (!image.covers(address, count) && !onlyReservedAbsent(state, span, address, count)) {
            return Served.Reason.NOT_RECEIVED;
        }
        long age = image.oldestAge(address, count, now);
        return age > policy.limit(span.group()) ? Served.Reason.STALE : null;
    }

    /// Reserved registers carry no quantity: where the span allows it they are answered as 0 though not received, but
    /// never alone, because then nothing says that the device is there.
    private static boolean onlyReservedAbsent(MeterState state, Span span, int address, int count) {
        if (!span.reserved() || state.image().oldestAge(address, count, 0) == Long.MIN_VALUE) {
            return false;
        }
        Profile profile = java.util.Objects.requireNonNull(state.profile());
        for (int at = address; at < address + count; at++) {
            if (!state.image().covers(at, 1) && profile.rowAt(at).isPresent()) {
                return false;
            }
        }
        return true;
    }

    private Served stale(MeterState state, int address, int quantity, Served.Reason reason) {
        return switch (policy.whenStale()) {
            case EXCEPTION -> refused(reason);
            case SILENT -> new Served.Silent(reason);
            case HOLD -> reason == Served.Reason.STALE ? data(state.image(), address, quantity) : refused(reason);
            case NOT_AVAILABLE -> notAvailable(state, address, quantity, reason);
        };
    }

    /// Only where every register of the run belongs to a row that can say "not available".
    private static Served notAvailable(MeterState state, int address, int quantity, Served.Reason reason) {
        Profile profile = java.util.Objects.requireNonNull(state.profile());
        byte[] bytes = new byte[2 * quantity];
        for (int at = address; at < address + quantity; at++) {
            Row row = profile.rowAt(at).orElse(null);
            if (row == null || !row.format().absent()) {
                return refused(reason);
            }
            Row.Format format = row.format();
            byte[] absent = new byte[2 * row.range().count()];
            if (format.encoding().registers() > 0) {
                format.encoding().put(format.encoding().sunspecAbsent(), format.lowWordFirst(), absent, 0);
            }
            int from = 2 * (at - row.range().address());
            bytes[2 * (at - address)] = absent[from];
            bytes[2 * (at - address) + 1] = absent[from + 1];
        }
        return new Served.Data(Words.wrap(bytes));
    }

    private static Served data(RegisterImage image, int address, int quantity) {
        Words whole = image.words(address, quantity);
        if (whole != null) {
            return new Served.Data(whole);
        }
        byte[] bytes = new byte[2 * quantity];
        image.copy(address, quantity, bytes);
        return new Served.Data(Words.wrap(bytes));
    }

    private static Served refused(Served.Reason reason) {
        return new Served.Refused(
                reason == Served.Reason.NO_SUCH_ADDRESS
                        ? ExceptionCode.ILLEGAL_DATA_ADDRESS
                        : ExceptionCode.SERVER_DEVICE_FAILURE,
                reason);
    }
}
