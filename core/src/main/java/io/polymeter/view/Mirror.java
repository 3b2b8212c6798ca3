package io.polymeter.view;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Words;
import io.polymeter.profile.DeviceDescription;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.store.MeterState;
import java.util.List;

/// Registers pass through at the same addresses, undecoded but for one thing: energy counters that fell or jumped
/// in the device go on as its consumers have seen them.
public final class Mirror implements RegisterView {

    private final FreshnessPolicy policy;
    private final boolean exact;

    /// A mirror that follows `policy`.
    public Mirror(FreshnessPolicy policy) {
        this(policy, false);
    }

    /// @param exact whether energy is passed on as the device says, even where it falls
    public Mirror(FreshnessPolicy policy, boolean exact) {
        this.policy = policy;
        this.exact = exact;
    }

    @Override
    public Served read(MeterState state, int address, int quantity, long now) {
        Profile profile = state.profile();
        if (profile == null) {
            return refused(Served.Reason.NO_SUCH_ADDRESS);
        }
        FreshnessCheck moment =
                new FreshnessCheck(profile, exact ? state.image() : state.shownImage(address, quantity), policy, now);
        Served.Reason worst = null;
        boolean spoken = false;
        int next = address;
        int end = address + quantity;
        for (Span span : profile.spans()) {
            if (span.range().end() > next && span.range().address() < end) {
                int from = Math.max(next, span.range().address());
                int until = Math.min(end, span.range().end());
                if (from > next && !profile.isHole(next, from - next)) {
                    return refused(Served.Reason.NO_SUCH_ADDRESS);
                }
                worst = FreshnessCheck.worse(worst, moment.lost(span, from, until - from));
                spoken |= moment.speaks(span, from, until - from);
                next = until;
            }
        }
        if (next < end && !profile.isHole(next, end - next)) {
            return refused(Served.Reason.NO_SUCH_ADDRESS);
        }
        if (!spoken) {
            return unspoken(moment, address, quantity);
        }
        return worst == null ? data(moment, address, quantity) : lost(moment, address, quantity, worst);
    }

    /// Registers that carry nothing are answered while something says that the device is there.
    private Served unspoken(FreshnessCheck moment, int address, int quantity) {
        Served.Reason reason = moment.unproven();
        boolean held = reason == Served.Reason.STALE && policy.whenStale() == Profile.WhenStale.HOLD;
        if (reason == null || held) {
            return data(moment, address, quantity);
        }
        return policy.whenStale() == Profile.WhenStale.SILENT ? new Served.Silent(reason) : refused(reason);
    }

    private Served lost(FreshnessCheck moment, int address, int quantity, Served.Reason reason) {
        return switch (policy.whenStale()) {
            case EXCEPTION -> refused(reason);
            case SILENT -> new Served.Silent(reason);
            case HOLD -> reason == Served.Reason.STALE ? data(moment, address, quantity) : refused(reason);
            case NOT_AVAILABLE -> {
                byte[] bytes = holes(moment.profile(), address, quantity);
                yield notAvailable(moment, address, bytes) ? new Served.Data(Words.wrap(bytes)) : refused(reason);
            }
        };
    }

    /// Fills `target`, the registers from `address` on: what is fresh as it is, and the rest as "not available".
    ///
    /// @return false where a register that is lost belongs to no row that can say so
    private static boolean notAvailable(FreshnessCheck moment, int address, byte[] target) {
        int end = address + target.length / 2;
        for (Span span : moment.profile().spans()) {
            int from = Math.max(address, span.range().address());
            int until = Math.min(end, span.range().end());
            if (until <= from) {
                continue;
            }
            if (moment.lost(span, from, until - from) == null) {
                byte[] fresh = new byte[2 * (until - from)];
                moment.image().copy(from, until - from, fresh);
                System.arraycopy(fresh, 0, target, 2 * (from - address), fresh.length);
            } else if (!sayAbsent(moment.profile(), new Range(from, until - from), target, address)) {
                return false;
            }
        }
        return true;
    }

    /// Writes "not available" into the registers of `range` that have a row; those without are reserved, or
    /// are none.
    private static boolean sayAbsent(Profile profile, Range range, byte[] target, int address) {
        List<Row> rows = profile.rowsIn(range.address(), range.count());
        boolean reserved = profile.spanAt(range.address()).orElseThrow().reserved();
        int said = 0;
        for (Row row : rows) {
            int from = Math.max(range.address(), row.range().address());
            int until = Math.min(range.end(), row.range().end());
            for (int at = from; at < until && row.format().absent(); at++) {
                putAbsent(row, at, target, 2 * (at - address));
                said++;
            }
            reserved &= row.format().absent();
        }
        return said == range.count() || said > 0 && reserved;
    }

    /// Writes the word that register `at` has where its row says "not available".
    private static void putAbsent(Row row, int at, byte[] target, int offset) {
        Row.Format format = row.format();
        byte[] absent = new byte[2 * row.range().count()];
        format.encoding().put(format.absentWords().getFirst(), format.lowWordFirst(), absent, 0);
        System.arraycopy(absent, 2 * (at - row.range().address()), target, offset, 2);
    }

    private static Served data(FreshnessCheck moment, int address, int quantity) {
        Words whole = moment.image().words(address, quantity);
        if (whole != null) {
            return new Served.Data(whole);
        }
        // Only registers that carry nothing are missing here.
        byte[] bytes = holes(moment.profile(), address, quantity);
        moment.image().copy(address, quantity, bytes);
        return new Served.Data(Words.wrap(bytes));
    }

    /// A run with nothing but what holes have; reserved registers are 0.
    private static byte[] holes(Profile profile, int address, int quantity) {
        byte[] bytes = new byte[2 * quantity];
        for (DeviceDescription.Hole hole : profile.about().holes()) {
            int from = Math.max(address, hole.range().address());
            int until = Math.min(address + quantity, hole.range().end());
            for (int at = from; at < until && hole.word() != 0; at++) {
                if (profile.spanAt(at).isEmpty()) {
                    bytes[2 * (at - address)] = (byte) (hole.word() >> 8);
                    bytes[2 * (at - address) + 1] = (byte) hole.word();
                }
            }
        }
        return bytes;
    }

    private static Served refused(Served.Reason reason) {
        return new Served.Refused(
                reason == Served.Reason.NO_SUCH_ADDRESS
                        ? ExceptionCode.ILLEGAL_DATA_ADDRESS
                        : ExceptionCode.SERVER_DEVICE_FAILURE,
                reason);
    }
}
