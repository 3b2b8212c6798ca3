package io.polymeter.link.mqtt;

import java.util.Locale;
import java.util.regex.Pattern;

/// The topics of one output.
///
/// @param prefix the first part of all of them
record TopicNames(String prefix) {

    private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9_-]");

    /// Whether we are there at all: `online` or `offline`.
    String status() {
        return prefix + "/status";
    }

    /// The values of a meter.
    String state(String meter) {
        return prefix + "/" + meter + "/state";
    }

    /// Whether a meter measures: `online` or `offline`.
    String availability(String meter) {
        return prefix + "/" + meter + "/availability";
    }

    /// A name of a meter that is one of its kind at this broker, of letters, digits, `-` and `_`. Where that loses
    /// something, a checksum tells two such names apart.
    String id(String meter) {
        String whole = prefix + "/" + meter;
        String plain = prefix + "_" + meter;
        String clean = FOREIGN.matcher(plain).replaceAll("_");
        return clean.equals(plain) && plain.indexOf('_') == prefix.length() && meter.indexOf('_') < 0
                ? clean
                : clean + "_" + String.format(Locale.ROOT, "%08x", whole.hashCode());
    }
}
