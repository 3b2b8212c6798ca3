package io.polymeter.sparkplug;

/// The datatypes of metrics and properties; [#code] is the number in a message (specification 6.4.16).
public enum DataType {
    UNKNOWN,
    INT8,
    INT16,
    INT32,
    INT64,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    FLOAT,
    DOUBLE,
    BOOLEAN,
    STRING,
    DATE_TIME,
    TEXT,
    UUID,
    DATA_SET,
    BYTES,
    FILE,
    TEMPLATE,
    PROPERTY_SET,
    PROPERTY_SET_LIST,
    INT8_ARRAY,
    INT16_ARRAY,
    INT32_ARRAY,
    INT64_ARRAY,
    UINT8_ARRAY,
    UINT16_ARRAY,
    UINT32_ARRAY,
    UINT64_ARRAY,
    FLOAT_ARRAY,
    DOUBLE_ARRAY,
    BOOLEAN_ARRAY,
    STRING_ARRAY,
    DATE_TIME_ARRAY;

    private static final DataType[] ALL = values();

    /// The number in a message.
    @SuppressWarnings("EnumOrdinal") // The constants are in the order of the specification, from 0.
    public int code() {
        return ordinal();
    }

    /// The datatype of a number, `UNKNOWN` where a newer specification may know it.
    public static DataType of(long code) {
        return code >= 0 && code < ALL.length ? ALL[(int) code] : UNKNOWN;
    }

    /// True where a value of the kind belongs to this datatype and is in its range.
    boolean holds(MetricValue value) {
        return switch (value) {
            case MetricValue.Null _ -> this != UNKNOWN;
            case MetricValue.Whole whole -> isWhole() && holds(whole.value());
            case MetricValue.Real _ -> this == FLOAT || this == DOUBLE;
            case MetricValue.Truth _ -> this == BOOLEAN;
            case MetricValue.Text _ -> this == STRING || this == TEXT || this == UUID;
            case MetricValue.Unread _ -> false;
        };
    }

    private boolean holds(long value) {
        return switch (this) {
            case INT8 -> value == (byte) value;
            case INT16 -> value == (short) value;
            case INT32 -> value == (int) value;
            case UINT8 -> value == (value & 0xffL);
            case UINT16 -> value == (value & 0xffffL);
            case UINT32 -> value == (value & 0xffff_ffffL);
            case DATE_TIME -> value >= 0;
            default -> true;
        };
    }

    /// True for the integers and for moments, which are milliseconds since 1970.
    boolean isWhole() {
        return this != UNKNOWN && compareTo(UINT64) <= 0 || this == DATE_TIME;
    }

    /// True where the value travels as 32 bits.
    boolean isShort() {
        return switch (this) {
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> true;
            default -> false;
        };
    }

    /// True where the value travels in a field of its own that is not read here.
    boolean isUnread() {
        return compareTo(DATA_SET) >= 0 || this == UNKNOWN;
    }

    /// A signed number of 32 bits as it travels, an unsigned one, is the number itself again.
    MetricValue.Whole narrowed(long raw) {
        long value = switch (this) {
            case INT8, INT16, INT32 -> raw == (raw & 0xffff_ffffL) ? (int) raw : raw;
            default -> raw;
        };
        // Some senders cut a negative number down to the bits of its datatype.
        long whole = switch (this) {
            case INT8 -> value == (value & 0xff) ? (byte) value : value;
            case INT16 -> value == (value & 0xffff) ? (short) value : value;
            default -> value;
        };
        return new MetricValue.Whole(whole);
    }
}
