package io.polymeter.modbus.client;

import io.polymeter.modbus.fault.Wording;

/// What a device, or a gateway before it, does otherwise than the specification says, and is tolerated because it
/// cannot be mistaken for something else.
///
/// @param kind what it does
/// @param count how often so far
/// @param detail the latest number that belongs to it: a unit id, a difference of transaction ids (0: it
///     varies), a number of bytes
public record Deviation(Kind kind, long count, int detail) {

    /// Kinds of deviations.
    public enum Kind {
        /// Replies carry another transaction id than their request; the detail is the difference.
        OTHER_TRANSACTION("other-transaction-id"),
        /// Replies come in the name of another unit; the detail is that unit.
        OTHER_UNIT("other-unit"),
        /// The length in the header of a reply is not that of the reply; the detail is the length that was sent.
        WRONG_LENGTH("wrong-length-field"),
        /// The header of a reply is not that of Modbus TCP in its protocol id; the detail is that id.
        WRONG_PROTOCOL("wrong-protocol-id"),
        /// Bytes stood before or behind a whole reply, or came unasked; the detail is how many.
        SURPLUS_BYTES("surplus-bytes"),
        /// A reply came after its time was over, and was dropped.
        LATE_REPLY("late-replies"),
        /// Replies came that answer somebody else's requests, and were dropped.
        FOREIGN_REPLY("foreign-replies"),
        /// Bytes came that are a frame but for their check sum.
        WRONG_CHECKSUM("wrong-checksum"),
        /// What was sent came back before the reply.
        ECHO("echo"),
        /// An exception came with function code 0 instead of the request's; the detail is the exception code.
        EXCEPTION_WITHOUT_FUNCTION("exception-without-function");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /// A name for machines, e.g. `other-unit`.
        public String id() {
            return id;
        }
    }

    /// The latest number that belongs to it, for people; empty where there is none.
    public String example() {
        return switch (kind) {
            case OTHER_TRANSACTION -> "the request's " + (detail < 0 ? "" : "+") + detail;
            case WRONG_LENGTH, WRONG_PROTOCOL -> String.valueOf(detail);
            case SURPLUS_BYTES -> detail + " bytes";
            case EXCEPTION_WITHOUT_FUNCTION -> "exception " + detail;
            case OTHER_UNIT, LATE_REPLY, FOREIGN_REPLY, WRONG_CHECKSUM, ECHO -> "";
        };
    }

    /// What it does, with the setting that helps where there is one.
    public Wording wording() {
        return switch (kind) {
            case OTHER_TRANSACTION -> Wording.of("deviation-transaction", "replies carry another transaction id");
            case OTHER_UNIT ->
                Wording.of("deviation-unit", "answers as unit {unit}: set {setting}", detail, "`unit: " + detail + "`");
            case WRONG_LENGTH -> Wording.of("deviation-length", "replies say a wrong length in their header");
            case WRONG_PROTOCOL ->
                Wording.of("deviation-protocol", "replies say another protocol than Modbus in their header");
            case SURPLUS_BYTES -> Wording.of("deviation-surplus", "sends bytes outside of replies");
            case LATE_REPLY -> Wording.of("deviation-late", "replies come late: set a longer `timeout`");
            case FOREIGN_REPLY ->
                Wording.of(
                        "deviation-foreign",
                        "replies to requests of another client arrive: is there a second client on this line?");
            case WRONG_CHECKSUM ->
                Wording.of(
                        "deviation-checksum",
                        "replies come with a wrong check sum: see wiring, termination and speed of the line");
            case ECHO -> Wording.of("deviation-echo", "requests are echoed by the adapter");
            case EXCEPTION_WITHOUT_FUNCTION ->
                Wording.of("deviation-exception", "exceptions come without their function code");
        };
    }
}
