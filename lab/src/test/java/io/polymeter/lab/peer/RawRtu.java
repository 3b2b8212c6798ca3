package io.polymeter.lab.peer;

import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.modbus.serial.SerialParameters.Parity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/// A place on a serial bus where every byte is in plain sight. The check sum is computed here, bit by bit.
public final class RawRtu implements AutoCloseable {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final long ANSWER = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long GAP = TimeUnit.MILLISECONDS.toNanos(40);

    private final SerialLine line;

    public RawRtu(String device) throws IOException {
        line = SerialOpener.system().open(device, new SerialParameters(38_400, Parity.NONE, 2));
    }

    /// Sends a request without its check sum, e.g. `01 03 00 00 00 02`, and returns all that comes back, check
    /// sum included; the empty text where nothing does.
    public String ask(String request) throws IOException {
        return askExactly(withCrc(request));
    }

    /// Asks as a master does: again where nothing came, three times in all. What came first counts.
    public String askAgain(String request) throws IOException {
        String answer = ask(request);
        for (int retry = 0; answer.isEmpty() && retry < 2; retry++) {
            answer = ask(request);
        }
        return answer;
    }

    /// Sends just these bytes, and returns all that comes back.
    public String askExactly(String bytes) throws IOException {
        byte[] frame = HEX.parseHex(bytes);
        line.write(frame, frame.length);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] chunk = new byte[512];
        long wait = ANSWER;
        while (true) {
            int count = line.read(chunk, wait);
            if (count == 0) {
                return HEX.formatHex(answer.toByteArray());
            }
            answer.write(chunk, 0, count);
            wait = GAP;
        }
    }

    /// A frame with its check sum: MODBUS over Serial Line V1.02, 6.2.2.
    public static String withCrc(String bytes) {
        byte[] frame = HEX.parseHex(bytes);
        int crc = 0xffff;
        for (byte next : frame) {
            crc ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0xa001;
            }
        }
        byte[] whole = Arrays.copyOf(frame, frame.length + 2);
        whole[frame.length] = (byte) crc;
        whole[frame.length + 1] = (byte) (crc >>> 8);
        return HEX.formatHex(whole);
    }

    @Override
    public void close() {
        line.close();
    }
}
