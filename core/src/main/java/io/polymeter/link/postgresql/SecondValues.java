package io.polymeter.link.postgresql;

/// Values of some seconds, immutable while they wait for the database.
public interface SecondValues {

    /// Gives every value there is.
    ///
    /// @param <X> what the receiver may fail with
    <X extends Exception> void each(Row<X> row) throws X;

    /// Takes the values, one by one.
    ///
    /// @param <X> what it may fail with
    interface Row<X extends Exception> {

        /// Takes one value.
        ///
        /// @param second since 1970 UTC
        /// @param value in the point's unit, finite
        void value(long second, String meter, String point, double value) throws X;
    }
}
