package io.polymeter.link.modbus.poll;

import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.client.UnfitReplyException;
import java.time.Duration;

/// Why reads of a device bring nothing, for people.
final class ReadFaults {

    static final Message SILENT =
            Message.of("silent-to-this-read", "the device does not reply to this read, but to others");

    private ReadFaults() {}

    /// What answers is another device than the profile says.
    static final class OtherDeviceException extends CodedIoException {

        private static final long serialVersionUID = 1;

        OtherDeviceException(Message said) {
            super(said);
        }
    }

    /// The device is there, and has no time now.
    static final class DeviceBusyException extends CodedIoException {

        private static final long serialVersionUID = 1;

        DeviceBusyException(Message said) {
            super(said);
        }
    }

    /// @param number of the exception, 0 to 255
    static Message exception(int number) {
        return Message.of("replies-exception", "the device replies with exception {number}", number);
    }

    /// @param number of the exception, 0 to 255
    static Message busy(int number) {
        return Message.of("replies-busy", "the device replies with exception {number} (busy) again and again", number);
    }

    /// Requests are lost between others.
    ///
    /// @param checksums whether replies come with wrong ones
    static Message lost(boolean checksums) {
        return checksums
                ? Message.of(
                        "requests-lost-checksums",
                        "many requests are lost, while others are answered, and check sums are wrong: see wiring,"
                                + " termination and speed of the line")
                : Message.of(
                        "requests-lost",
                        "many requests are lost, while others are answered: see the line or the gateway, and"
                                + " `timeout`");
    }

    /// The device has no time now.
    ///
    /// @param again after which it is asked again
    static Message busy(Message why, Duration again) {
        return Message.of("is-busy", "is busy ({why}); asked again every {seconds} s", why, again.toSeconds());
    }

    /// The device is as good as silent.
    ///
    /// @param times how many reads in a row it refused
    static CodedIoException refused(String place, int times) {
        return new CodedIoException(
                Message.of("refused-in-a-row", "{place} refused {count} reads in a row", place, times));
    }

    static Message unreadable(Message why) {
        return Message.of("cannot-be-read", "cannot be read: {why}", why);
    }

    static Message unexpected(UnfitReplyException reply) {
        return Message.of("unexpected-reply", "unexpected reply from the device: {why}", Message.of(reply));
    }

    /// @param model of which neither id nor length can be read
    static Message header(int model) {
        return Message.of("refuses-header", "cannot be read: it refuses the header of model {model}", model);
    }
}
