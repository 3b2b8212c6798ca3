package io.polymeter.modbus;

/// What a serial parser has seen since it was made.
///
/// @param frames whole frames with right CRC that were for us
/// @param foreign whole frames with right CRC from or for others (for a master also answers to nobody's
///     question)
/// @param crcErrors frames that were whole by length and had a wrong CRC
/// @param noiseBytes bytes that belong to no valid frame
/// @param dropped frames cut off by silence, and valid ones that were not trusted because noise stood before
///     them
public record RtuCounters(long frames, long foreign, long crcErrors, long noiseBytes, long dropped) {}
