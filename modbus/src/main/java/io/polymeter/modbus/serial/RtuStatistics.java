package io.polymeter.modbus.serial;

import java.util.List;

/// What a serial server has seen since it was made.
///
/// @param requests whole requests for our units
/// @param answered replies sent, refusals included
/// @param foreign whole frames for and from other units
/// @param crcErrors frames that were whole by length and had a wrong CRC
/// @param noise bytes that belong to no frame
/// @param dropped frames cut off by silence, and valid ones that were not trusted because noise stood before
///     them
/// @param late replies not sent because their time was over, or the bus had gone on
/// @param silent requests the handler chose not to answer
/// @param broadcasts writes to unit 0
/// @param echoes own replies heard again
/// @param turnaround from the last byte of a request to the reply handed to the line
public record RtuStatistics(
        long requests,
        long answered,
        long foreign,
        long crcErrors,
        long noise,
        long dropped,
        long late,
        long silent,
        long broadcasts,
        long echoes,
        Turnaround turnaround) {

    /// Nanoseconds.
    ///
    /// @param last of the latest reply
    /// @param most of all replies
    /// @param counts how many replies took up to `2^i` µs, at index i, and no less than the index before
    public record Turnaround(long last, long most, List<Long> counts) {

        /// An upper bound of the time below which `share` of all replies stayed, in nanoseconds; 0 without
        /// replies.
        ///
        /// @param share 0 to 1, e.g. 0.99
        public long quantile(double share) {
            long all = counts.stream().mapToLong(Long::longValue).sum();
            long wanted = (long) Math.ceil(all * share);
            long seen = 0;
            for (int i = 0; i < counts.size(); i++) {
                seen += counts.get(i);
                if (seen >= wanted && seen > 0) {
                    return Math.min(most, 1_000L << i);
                }
            }
            return 0;
        }
    }
}
