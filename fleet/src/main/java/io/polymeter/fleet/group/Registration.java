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
/// @param serial number of the certificate that is admitted, hexadecimal; empty for any of our authority's
/// @param admitted whether it may connect
/// @param latitude degrees, NaN where it is not known
/// @param longitude degrees, NaN where it is not known
/// @param snoozed no alarms before this instant, milliseconds since 1970 UTC
/// @param labels what holds from when on, oldest first
public record Registration(
        String serial, boolean admitted, double latitude, double longitude, long snoozed, List<Labels> labels) {

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

    public Registration {
        labels = List.copyOf(labels);
    }

    /// A site that may connect, with nothing said about it.
    public static final Registration PLAIN = new Registration("", true, Double.NaN, Double.NaN, 0, List.of());

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
        return new Registration(serial, admitted, latitude, longitude, snoozed, all);
    }

    /// The same, admitted with a certificate or not at all.
    public Registration admitted(boolean may, String certificate) {
        return new Registration(certificate, may, latitude, longitude, snoozed, labels);
    }

    /// The same, without alarms until an instant.
    public Registration snoozedUntil(long until) {
        return new Registration(serial, admitted, latitude, longitude, until, labels);
    }

    /// The same at a place.
    public Registration at(double north, double east) {
        return new Registration(serial, admitted, north, east, snoozed, labels);
    }

    /// The record of a topic.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(96);
        out.text(serial)
                .truth(admitted)
                .real(latitude)
                .real(longitude)
                .number(snoozed)
                .number(labels.size());
        for (Labels next : labels) {
            out.number(next.from()).number(next.of().size());
            next.of().forEach((name, value) -> out.text(name).text(value));
        }
        return out.bytes();
    }

    /// Reads the record of a topic.
    public static Registration of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        String serial = in.text();
        boolean admitted = in.truth();
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
        return new Registration(serial, admitted, latitude, longitude, snoozed, labels);
    }
}
