package io.polymeter.fleet.group;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the fleet knows of a site that the site does not say itself.
///
/// @param access with what it may connect
/// @param latitude degrees, NaN where it is not known
/// @param longitude degrees, NaN where it is not known
/// @param snoozed no alarms before this instant, milliseconds since 1970 UTC
/// @param labels what holds from when on, oldest first
public record Registration(Access access, double latitude, double longitude, long snoozed, List<Labels> labels) {

    private static final int MAX_LABELS = 64;
    private static final int MAX_CHANGES = 16;

    /// Labels and since when they hold.
    ///
    /// @param from the beginning of the quarter-hour from which on they hold
    /// @param of names and values, e.g. `region` and `north`
    public record Labels(long from, Map<String, String> of) {
        public Labels {
            of = Collections.unmodifiableMap(new LinkedHashMap<>(of));
        }
    }

    /// With what a site may connect.
    ///
    /// @param admitted whether it may at all
    /// @param serial number of its certificate, hexadecimal; empty for any that our authority has given it
    /// @param former the one before it was renewed, which holds until the next renewal; empty for none
    /// @param invitation digest of a code that lets it in once; empty for none
    /// @param until when that code lapses, milliseconds since 1970 UTC
    /// @param since from which quarter-hour on it is admitted, or is not; 0 for ever, milliseconds since 1970 UTC
    public record Access(boolean admitted, String serial, String former, String invitation, long until, long since) {

        /// The same with a code.
        Access invited(String digest, long lapses) {
            return new Access(admitted, serial, former, digest, lapses, since);
        }

        /// With the certificate of a new key; no other counts any more, and no code.
        ///
        /// @param from the quarter-hour from which on a site is admitted that was not before
        public Access enrolled(String number, long from) {
            return new Access(true, number, "", "", 0, admitted ? since : from);
        }

        /// With one more certificate.
        ///
        /// @param present the one with which it came; the others do not count any more
        public Access renewed(String present, String number) {
            return new Access(admitted, number, present, invitation, until, since);
        }

        /// Whether values of the site were expected at an instant.
        boolean isExpectedAt(long at) {
            return admitted == (at >= since);
        }

        /// Whether a certificate may be used.
        public boolean admits(String number) {
            return admitted && (serial.isEmpty() || serial.equals(number) || former.equals(number));
        }
    }

    public Registration {
        labels = List.copyOf(labels);
    }

    /// A site that may connect, with nothing said about it.
    public static final Registration PLAIN = since(0);

    /// A site that was never let in, with nothing said about it.
    public static final Registration UNADMITTED = of(new Access(false, "", "", "", 0, 0));

    /// A site that may connect.
    ///
    /// @param from the quarter-hour from which on its values are expected
    public static Registration since(long from) {
        return of(new Access(true, "", "", "", 0, from));
    }

    private static Registration of(Access access) {
        return new Registration(access, Double.NaN, Double.NaN, 0, List.of());
    }

    /// The labels that hold at an instant.
    public Map<String, String> labelsAt(long at) {
        Map<String, String> found =
                labels.isEmpty() ? Map.of() : labels.getFirst().of();
        for (Labels next : labels) {
            if (next.from() <= at) {
                found = next.of();
            }
        }
        return found;
    }

    /// The same with other labels from an instant on.
    public Registration labelled(long from, Map<String, String> of) {
        List<Labels> all = new ArrayList<>(labels);
        all.removeIf(known -> known.from() >= from);
        all.add(new Labels(from, of));
        while (all.size() > MAX_CHANGES) {
            all.removeFirst();
        }
        return new Registration(access, latitude, longitude, snoozed, all);
    }

    /// Whether it may connect.
    public boolean admitted() {
        return access.admitted();
    }

    /// The same, admitted with the certificate that it has, or not at all; an unused code lapses.
    ///
    /// @param from the quarter-hour from which on this holds
    public Registration admitted(boolean may, long from) {
        return with(new Access(may, access.serial(), "", "", 0, may == access.admitted() ? access.since() : from));
    }

    /// Whether values of it were expected at an instant.
    boolean isExpectedAt(long at) {
        return access.isExpectedAt(at);
    }

    /// Whether it is expected, and belongs where it belongs, at any instant or at none.
    boolean isTheSameEver() {
        return access.since() == 0 && labels.size() < 2;
    }

    /// The same with a code that lets it in once.
    ///
    /// @param digest of the code
    public Registration invited(String digest, long until) {
        return with(access.invited(digest, until));
    }

    /// The same with another access.
    public Registration with(Access other) {
        return new Registration(other, latitude, longitude, snoozed, labels);
    }

    /// The same, without alarms until an instant.
    public Registration snoozedUntil(long until) {
        return new Registration(access, latitude, longitude, until, labels);
    }

    /// The same at a place.
    public Registration at(double north, double east) {
        return new Registration(access, north, east, snoozed, labels);
    }

    /// The record of a topic.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(96);
        out.truth(access.admitted())
                .text(access.serial())
                .text(access.former())
                .text(access.invitation())
                .number(access.until())
                .real(latitude)
                .real(longitude)
                .number(snoozed)
                .number(labels.size());
        for (Labels next : labels) {
            out.number(next.from()).number(next.of().size());
            next.of().forEach((name, value) -> out.text(name).text(value));
        }
        return out.number(access.since()).bytes();
    }

    /// Reads the record of a topic.
    public static Registration of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        boolean admitted = in.truth();
        String serial = in.text();
        String former = in.text();
        String invitation = in.text();
        long until = in.number();
        double latitude = in.real();
        double longitude = in.real();
        long snoozed = in.number();
        List<Labels> labels = new ArrayList<>();
        for (int i = in.count(MAX_CHANGES); i > 0; i--) {
            long from = in.number();
            Map<String, String> of = new LinkedHashMap<>();
            for (int l = in.count(MAX_LABELS); l > 0; l--) {
                of.put(in.text(), in.text());
            }
            labels.add(new Labels(from, of));
        }
        long since = in.isAtEnd() ? 0 : in.number();
        Access access = new Access(admitted, serial, former, invitation, until, since);
        return new Registration(access, latitude, longitude, snoozed, labels);
    }
}
