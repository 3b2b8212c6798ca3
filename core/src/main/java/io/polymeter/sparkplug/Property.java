package io.polymeter.sparkplug;

/// A property of a metric, e.g. its unit.
///
/// @param type of the value
public record Property(DataType type, MetricValue value) {

    /// Of a value of the past: for how many seconds it stands, a mean for those around its moment and a counter for
    /// those before it. Int32.
    public static final String INTERVAL = "interval";

    /// @throws IllegalArgumentException where the value is none of this type's
    public Property {
        if (!(value instanceof MetricValue.Unread) && !type.holds(value)) {
            throw new IllegalArgumentException("a property is no " + type + ": " + value);
        }
    }

    /// A text.
    public static Property of(String text) {
        return new Property(DataType.STRING, new MetricValue.Text(text));
    }

    /// A number of 32 bits.
    public static Property of(int number) {
        return new Property(DataType.INT32, new MetricValue.Whole(number));
    }

    /// A boolean.
    public static Property of(boolean truth) {
        return new Property(DataType.BOOLEAN, new MetricValue.Truth(truth));
    }
}
