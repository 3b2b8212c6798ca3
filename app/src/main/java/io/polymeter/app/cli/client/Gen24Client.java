package io.polymeter.app.cli.client;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a Fronius Smart Meter as a GEN24 was seen to: probes for other meters and the model chain once, the
/// live registers each second, the energy each minute. Says what it would have regulated on.
public final class Gen24Client implements AutoCloseable {

    /// Its name beside those of the profiles.
    public static final String NAME = "fronius-gen24-client";

    private static final int[] PROBES = {0, 1, 11, 12, 768, 1706, 50_000, 50_001};
    private static final int LIVE = 40_071;
    private static final int LIVE_COUNT = 58;
    private static final int POWER = 26;
    private static final int VOLTAGE_L1 = 10;
    private static final int ENERGY = 40_129;
    private static final int ENERGY_COUNT = 32;
    private static final int IMPORTED = 8;
    private static final int ENERGY_EVERY = 60;

    private final Opener opener;
    private final int unit;
    private final PrintWriter out;
    private @Nullable ModbusClient client;
    private int lost;

    /// Connects to the meter.
    public interface Opener {
        ModbusClient open() throws IOException;
    }

    public Gen24Client(Opener opener, int unit, PrintWriter out) {
        this.opener = opener;
        this.unit = unit;
        this.out = out;
    }

    /// Reads for so many seconds.
    ///
    /// @return true if there was a power to regulate on each time
    public boolean run(int seconds) throws IOException, InterruptedException {
        begin();
        long start = System.nanoTime();
        for (int second = 0; second < seconds; second++) {
            long due = start + second * 1_000_000_000L;
            Ticker.SYSTEM.sleep(Duration.ofNanos(due - System.nanoTime()));
            live();
            if (second % ENERGY_EVERY == 0) {
                energy();
            }
            out.flush();
        }
        if (seconds > 1) {
            out.println(seconds - lost + " of " + seconds + " reads gave a power to regulate on");
        }
        out.flush();
        return lost == 0;
    }

    private void begin() throws IOException, InterruptedException {
        for (int probe : PROBES) {
            Response answer = ask(probe, 1);
            boolean right = answer instanceof Response.Refusal(int _, var code) && code.code() == 2;
            if (!right) {
                out.println("the probe for another meter at " + probe + " is answered with " + words(answer)
                        + ", not with exception 2");
            }
        }
        Words head = read(40_000, 71);
        if (head == null) {
            throw CommandFailure.failed("unit " + unit + " has no model chain at 40000: it is no Fronius Smart Meter");
        }
        if (head.get(0) != 0x5375 || head.get(1) != 0x6e53 || head.get(69) != 213) {
            throw CommandFailure.failed("the model chain at 40000 is not that of a Fronius Smart Meter with floats");
        }
        Words end = read(40_195, 2);
        out.println(text(head, 4, 16) + ", " + text(head, 20, 16) + ", serial number " + text(head, 52, 16) + ", unit "
                + head.get(68) + (end != null && end.get(0) == 0xffff ? "" : "; its chain has no end at 40195"));
    }

    private void live() throws InterruptedException {
        Response answer = null;
        String trouble = "";
        try {
            answer = ask(LIVE, LIVE_COUNT);
        } catch (IOException e) {
            trouble = CommandFailure.words(e);
            close();
        }
        String now = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  ";
        float power = answer instanceof Response.ReadRegisters(int _, Words words) && words.count() == LIVE_COUNT
                ? number(words, POWER)
                : Float.NaN;
        if (Float.isNaN(power)) {
            lost++;
            String why = answer == null ? trouble : words(answer);
            out.println(now + "meter lost (" + why + "): would not regulate");
        } else if (answer instanceof Response.ReadRegisters(int _, Words words)) {
            out.println(now
                    + String.format(Locale.ROOT, "would regulate on %.1f W (%s)", power, direction(power))
                    + phases(words));
        }
    }

    private static String direction(float power) {
        return power < 0 ? "feed-in" : "from the grid";
    }

    private static String phases(Words words) {
        StringBuilder text = new StringBuilder();
        for (int phase = 0; phase < 3; phase++) {
            float power = number(words, POWER + 2 + 2 * phase);
            float voltage = number(words, VOLTAGE_L1 + 2 * phase);
            if (!Float.isNaN(power) || !Float.isNaN(voltage)) {
                text.append(String.format(Locale.ROOT, "  L%d %.1f W %.1f V", phase + 1, power, voltage));
            }
        }
        return text.toString().replace("NaN", "–");
    }

    private void energy() throws InterruptedException {
        Words words = null;
        try {
            words = read(ENERGY, ENERGY_COUNT);
        } catch (IOException _) {
            close();
        }
        if (words != null) {
            out.println(String.format(
                            Locale.ROOT,
                            "          exported %.0f Wh, imported %.0f Wh",
                            number(words, 0),
                            number(words, IMPORTED))
                    .replace("NaN", "–"));
        }
    }

    private @Nullable Words read(int address, int count) throws IOException, InterruptedException {
        return ask(address, count) instanceof Response.ReadRegisters(int _, Words words) && words.count() == count
                ? words
                : null;
    }

    private Response ask(int address, int count) throws IOException, InterruptedException {
        ModbusClient open = client;
        if (open == null) {
            open = opener.open();
            client = open;
        }
        return open.send(unit, new Request.ReadHoldingRegisters(address, count));
    }

    @Override
    public void close() {
        ModbusClient open = client;
        client = null;
        if (open != null) {
            open.close();
        }
    }

    private static String words(Response answer) {
        return switch (answer) {
            case Response.Refusal refusal -> "exception " + refusal.code().code();
            case Response.ReadRegisters _ -> "no total power";
            case Response other -> other.toString();
        };
    }

    private static float number(Words words, int at) {
        return Float.intBitsToFloat(words.get(at) << 16 | words.get(at + 1));
    }

    private static String text(Words words, int at, int count) {
        byte[] bytes = new byte[2 * count];
        words.copyTo(at, count, bytes, 0);
        return new String(bytes, StandardCharsets.US_ASCII).replace("\0", "").replaceAll("\\p{Cntrl}", "?");
    }
}
