package io.polymeter.link.modbus.scan;

import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Identification;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialParameters;
import org.jspecify.annotations.Nullable;

/// Something that answered at a unit id.
///
/// @param line of a serial port, null elsewhere
/// @param device which device of its SunSpec chain, from 1; 0 where the chain has but one
public record ScanFinding(
        Endpoint endpoint, int unit, @Nullable SerialParameters line, Identification identification, int device) {

    /// True for what may be the same device under another unit id: many take no notice of it.
    boolean looksLike(ScanFinding other) {
        return endpoint.equals(other.endpoint)
                && identification.names().equals(other.identification.names())
                && identification.evidence().equals(other.identification.evidence());
    }

    /// The same as a device of its chain.
    ScanFinding at(int number) {
        return new ScanFinding(endpoint, unit, line, identification, number);
    }

    ScanFinding with(Message more) {
        return new ScanFinding(endpoint, unit, line, identification.with(more), device);
    }
}
