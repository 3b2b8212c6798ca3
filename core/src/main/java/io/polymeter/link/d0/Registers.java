package io.polymeter.link.d0;

import io.polymeter.link.telegram.DataLine;
import io.polymeter.link.telegram.TelegramReception;
import io.polymeter.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Programming mode (IEC 62056-21, section 6.5): with a password single registers are read, nothing is written.
///
/// All registers of a round are one telegram. What the meter does not have it is not asked for again.
final class Registers {

    private static final List<String> WANTED = List.of(
            "0.0.0", "1.8.0", "2.8.0", "16.7.0", "1.7.0", "2.7.0", "36.7.0", "56.7.0", "76.7.0", "21.7.0", "41.7.0",
            "61.7.0", "22.7.0", "42.7.0", "62.7.0", "32.7.0", "52.7.0", "72.7.0", "31.7.0", "51.7.0", "71.7.0",
            "14.7.0");

    private final D0Exchange dialogue;
    private final TelegramReception hearing;
    private List<String> there = WANTED;

    Registers(D0Exchange dialogue, TelegramReception hearing) {
        this.dialogue = dialogue;
        this.hearing = hearing;
    }

    /// Reads round after round until the meter no longer answers.
    void read(String password) throws IOException, InterruptedException {
        D0Exchange.Message invitation = dialogue.block();
        if (invitation == null || !invitation.text().startsWith("P0")) {
            hearing.refused(
                    Message.of("telegram-it-does-not-enter-programming-mode", "it does not enter programming mode"));
            return;
        }
        dialogue.command("P1", "(" + password + ")");
        D0Exchange.Message answer = dialogue.block();
        if (answer == null || answer.end() != D0Exchange.ACK) {
            hearing.refused(Message.of("telegram-it-refuses-the-password", "it refuses the password"));
            return;
        }
        while (!there.isEmpty() && !hearing.isLost()) {
            if (!round()) {
                return;
            }
        }
        dialogue.command("B0", "");
    }

    private boolean round() throws IOException, InterruptedException {
        DataBlock block = new DataBlock();
        List<String> answered = new ArrayList<>();
        for (String register : there) {
            dialogue.command("R1", register + "()");
            D0Exchange.Message reply = dialogue.block();
            if (reply == null) {
                hearing.refused(Message.of("telegram-register", "a register is not answered: {register}", register));
                return false;
            }
            if (!reply.sound()) {
                hearing.refused(Message.of("telegram-its-block-check-is-wrong", "its block check is wrong"));
                return false;
            }
            DataLine value = value(register, reply);
            if (value != null) {
                answered.add(register);
                block.set(value);
            }
        }
        there = answered;
        if (answered.isEmpty()) {
            hearing.refused(Message.of(
                    "telegram-it-has-none-of-the-registers-that-are-read",
                    "it has none of the registers that are read"));
            return false;
        }
        hearing.telegram(block.telegram());
        return true;
    }

    /// A register's value; null where the meter does not have it. Some repeat the code before the value.
    private static @Nullable DataLine value(String register, D0Exchange.Message reply) {
        String text = reply.text();
        int bracket = text.indexOf('(');
        if (reply.end() != D0Exchange.ETX || bracket < 0 || text.startsWith("ER", bracket + 1)) {
            return null;
        }
        return DataLine.parse(register + text.substring(bracket));
    }
}
