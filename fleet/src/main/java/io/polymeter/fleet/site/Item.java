package io.polymeter.fleet.site;

/// A metric as a birth has declared it.
///
/// @param alias its number in data messages, -1 for none
/// @param unit as the gateway writes it, empty for none
/// @param factor makes base units of its values: 1000 for kW
record Item(long alias, String name, Kind kind, String unit, double factor) {}
