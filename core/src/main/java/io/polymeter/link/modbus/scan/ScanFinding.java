package io.polymeter.link.modbus.scan;

import io.polymeter.config.net.Endpoint;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that answered at a unit id.
///
/// @param line of a serial port, null elsewhere
/// @param profile what fits best: a device, or the profile that is found out; null where nothing does
/// @param certain false where only its values make the profile likely
/// @param names what it calls itself: manufacturer, model, serial number; without what it does not say
/// @param evidence why, in words
/// @param candidates the ids of all that it may be, the best first; empty where it is certain, or nothing fits
/// @param decides what would tell the candidates apart; empty where nothing is to be decided
/// @param device which device of its SunSpec chain, from 1; 0 where the chain has but one
public record ScanFinding(
        Endpoint endpoint,
        int unit,
        @Nullable SerialParameters line,
        @Nullable Profile profile,
        boolean certain,
        List<String> names,
        List<Message> evidence,
        List<String> candidates,
        Message decides,
        int device) {

    /// What is the only device at its unit id.
    public ScanFinding(
            Endpoint endpoint,
            int unit,
            @Nullable SerialParameters line,
            @Nullable Profile profile,
            boolean certain,
            List<String> names,
            List<Message> evidence,
            List<String> candidates,
            Message decides) {
        this(endpoint, unit, line, profile, certain, names, evidence, candidates, decides, 0);
    }

    public ScanFinding {
        candidates = List.copyOf(candidates);
        names = List.copyOf(names);
        evidence = List.copyOf(evidence);
    }

    /// True for what may be the same device under another unit id: many take no notice of it.
    boolean looksLike(ScanFinding other) {
        return endpoint.equals(other.endpoint) && names.equals(other.names) && evidence.equals(other.evidence);
    }

    /// Further profiles of the same device: they are read at the same endpoint and unit.
    public List<String> parts() {
        return profile == null ? List.of() : profile.about().parts();
    }

    /// The same as a device of its chain.
    ScanFinding at(int number) {
        return new ScanFinding(endpoint, unit, line, profile, certain, names, evidence, candidates, decides, number);
    }

    /// The same, which is not certain.
    ScanFinding among(List<String> all, Message what) {
        return new ScanFinding(endpoint, unit, line, profile, false, names, evidence, all, what);
    }

    ScanFinding with(Message more) {
        List<Message> all = new java.util.ArrayList<>(evidence);
        all.add(more);
        return new ScanFinding(endpoint, unit, line, profile, certain, names, all, candidates, decides, device);
    }
}
