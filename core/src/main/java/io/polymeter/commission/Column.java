package io.polymeter.commission;

/// What is collected once a second.
public enum Column {
    POWER(0),
    POWER_L1(1),
    POWER_L2(2),
    POWER_L3(3),
    VOLTAGE_L1(4),
    VOLTAGE_L2(5),
    VOLTAGE_L3(6),
    CURRENT_L1(7),
    CURRENT_L2(8),
    CURRENT_L3(9),
    IMPORT(10),
    EXPORT(11),
    /// What inverters and batteries behind the meter put out, watts; as other meters say.
    OUTPUT(12),
    OUTPUT_L1(13),
    OUTPUT_L2(14),
    OUTPUT_L3(15);

    private final int at;

    Column(int at) {
        this.at = at;
    }

    /// Its place in a row. Those of the phases follow each other.
    public int at() {
        return at;
    }
}
