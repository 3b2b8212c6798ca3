package io.polymeter.link.d0;

import io.polymeter.config.LineFormat;
import io.polymeter.config.kind.D0Source;
import io.polymeter.config.yaml.Secret;
import io.polymeter.link.telegram.TelegramExchange;
import io.polymeter.link.telegram.TelegramReception;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialLine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Modes A, B and C: the meter is asked, again and again, and answers with all its values.
///
/// The request goes out at the rate of the line, 300 baud. The identification says by its fifth character how it
/// goes on: a digit is mode C, which waits to be told at what rate to answer; a letter from A to F is mode B, which
/// changes the rate by itself; anything else is mode A. Behind a TCP port the rate stays what it is.
final class Readout implements TelegramExchange {

    /// What is known of a meter.
    ///
    /// @param mode null: as its identification says
    /// @param password for programming mode, in which single registers are read; null: all values are read out
    /// @param fixed whether the line cannot change its rate
    record Terms(D0Source.@Nullable Mode mode, @Nullable Secret password, boolean fixed) {}

    private static final int[] RATES = {300, 600, 1200, 2400, 4800, 9600, 19_200};
    private static final String REQUEST = "/?!\r\n";
    /// A line of rest between two readouts, longer than a meter waits for a request to go on.
    private static final Duration REST = Duration.ofSeconds(2);
    /// What a meter has before it answers at another rate: 200 ms from the end of our word.
    private static final Duration BEFORE_CHANGE = Duration.ofMillis(50);
    private static final Message NO_ANSWER = Message.of(
            "d0-no-reply",
            "no reply to the request `/?!`: a meter that sends unsolicited needs `mode: d`, one that sends SML needs"
                    + " `sml`");

    private final Terms terms;
    private final LineFormat format;

    Readout(Terms terms, LineFormat format) {
        this.terms = terms;
        this.format = format;
    }

    @Override
    public List<LineFormat> formats() {
        return List.of(format);
    }

    @Override
    public void run(SerialLine line, TelegramReception hearing) throws IOException, InterruptedException {
        D0Exchange dialogue = new D0Exchange(line, hearing.clock(), format);
        while (!hearing.isLost()) {
            dialogue.rate(format);
            dialogue.clear();
            dialogue.send(REQUEST);
            hearing.count("requests");
            Identification meter = identification(dialogue);
            if (meter == null) {
                hearing.count("timeouts");
                hearing.silent(NO_ANSWER);
            } else {
                answer(meter, dialogue, hearing);
            }
            hearing.clock().sleep(REST);
        }
    }

    /// How a meter goes on.
    ///
    /// @param mark its fifth character
    private record Identification(D0Source.Mode mode, char mark, int baud) {}

    private @Nullable Identification identification(D0Exchange dialogue) throws IOException, InterruptedException {
        D0Exchange.Message line = dialogue.line();
        // A head hears its own request.
        while (line != null
                && (line.text().length() < 5
                        || line.text().startsWith("/?")
                        || !line.text().startsWith("/"))) {
            line = dialogue.line();
        }
        if (line == null) {
            return null;
        }
        char mark = line.text().charAt(4);
        boolean digit = mark >= '0' && mark <= '6';
        boolean letter = mark >= 'A' && mark <= 'F';
        D0Source.Mode said = digit ? D0Source.Mode.C : letter ? D0Source.Mode.B : D0Source.Mode.A;
        D0Source.Mode mode = terms.mode() == null ? said : terms.mode();
        int baud = digit ? RATES[mark - '0'] : letter ? RATES[mark - 'A' + 1] : format.baud();
        return new Identification(mode, mark, baud);
    }

    private void answer(Identification meter, D0Exchange dialogue, TelegramReception hearing)
            throws IOException, InterruptedException {
        Secret password = meter.mode() == D0Source.Mode.C ? terms.password() : null;
        switch (meter.mode()) {
            case A, D -> {}
            case B -> {
                if (!terms.fixed()) {
                    dialogue.rate(meter.baud());
                }
            }
            case C -> {
                char rate = terms.fixed() ? '0' : meter.mark();
                dialogue.send(D0Exchange.ACK + "0" + rate + (password == null ? '0' : '1') + "\r\n");
                if (!terms.fixed()) {
                    hearing.clock().sleep(BEFORE_CHANGE);
                    dialogue.rate(meter.baud());
                }
            }
        }
        if (password == null) {
            block(dialogue, hearing);
        } else {
            new Registers(dialogue, hearing).read(password.reveal());
        }
    }

    private static void block(D0Exchange dialogue, TelegramReception hearing) throws IOException, InterruptedException {
        D0Exchange.Message block = dialogue.block();
        if (block == null || block.end() == D0Exchange.NAK || block.end() == D0Exchange.ACK) {
            hearing.refused(Message.of("telegram-it-does-not-end", "it does not end"));
            hearing.silent(Message.of("d0-no-values", "it identifies itself, and sends no values"));
            return;
        }
        if (!block.sound()) {
            hearing.refused(
                    block.end() == D0Exchange.ETX
                            ? Message.of("telegram-its-block-check-is-wrong", "its block check is wrong")
                            : Message.of("telegram-a-character-is-broken", "a character is broken"));
            return;
        }
        String text = block.text();
        int mark = text.lastIndexOf("!");
        DataBlock data = new DataBlock();
        Message wrong = data.take(mark < 0 ? text : text.substring(0, mark), block.end() == D0Exchange.ETX);
        if (wrong.isEmpty()) {
            hearing.telegram(data.telegram());
        } else {
            hearing.refused(wrong);
        }
    }
}
