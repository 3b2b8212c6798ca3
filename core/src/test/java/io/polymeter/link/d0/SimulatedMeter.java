package io.polymeter.link.d0;

import io.polymeter.modbus.serial.Pty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A meter at the other end of a line, which answers as IEC 62056-21 has it.
final class SimulatedMeter implements AutoCloseable {

    final Pty pty;
    final AtomicInteger readouts = new AtomicInteger();
    /// What it sends between STX and ETX, or in clear.
    volatile String data = "";
    volatile String identification = "";
    volatile boolean block = true;
    volatile boolean wrongCheck;
    /// What the line says before a readout.
    volatile byte[] rubbish = new byte[0];
    volatile boolean echo;
    volatile boolean changesRate = true;
    volatile String password = "";
    volatile String rateWhileAnswering = "";

    private volatile boolean closed;

    SimulatedMeter() throws IOException {
        pty = Pty.open();
        Thread.ofPlatform().daemon().start(this::serve);
    }

    private void serve() {
        byte[] chunk = new byte[256];
        StringBuilder heard = new StringBuilder();
        try {
            while (!closed) {
                int count = pty.master().read(chunk, 50_000_000);
                String text = new String(chunk, 0, count, StandardCharsets.US_ASCII);
                if (echo && count > 0) {
                    pty.master().write(chunk, count);
                }
                heard.append(text);
                answer(heard);
            }
        } catch (IOException _) {
            // The cable was pulled.
        }
    }

    private void answer(StringBuilder heard) throws IOException {
        String text = heard.toString();
        if (text.endsWith("/?!\r\n")) {
            heard.setLength(0);
            send(identification + "\r\n");
            if (!Character.isDigit(identification.charAt(4))) {
                readout();
            }
        } else if (text.startsWith("\u0006") && text.endsWith("0\r\n")) {
            heard.setLength(0);
            readout();
        } else if (text.startsWith("\u0006") && text.endsWith("1\r\n")) {
            heard.setLength(0);
            command("\u0001P0\u0002(00000000)");
        } else if (text.startsWith("\u0001") && text.indexOf(3) > 0 && text.indexOf(3) == text.length() - 2) {
            heard.setLength(0);
            programming(text.substring(1, text.length() - 2));
        }
    }

    private void programming(String command) throws IOException {
        if (command.startsWith("P1")) {
            send(command.equals("P1\u0002(" + password + ")") ? "\u0006" : "\u0015");
        } else if (command.startsWith("R1")) {
            String register = command.substring(3).replace("()", "");
            Map<String, String> values = Map.of(
                    "1.8.0", "1.8.0(0012345.678*kWh)", "2.8.0", "(0000009.5*kWh)", "16.7.0", "16.7.0(-1.234*kW)");
            command("\u0002" + values.getOrDefault(register, "(ER23)"));
            readouts.incrementAndGet();
        }
    }

    private void command(String text) throws IOException {
        String body = text + "\u0003";
        send(body + (char) D0Exchange.check(body.substring(1)));
    }

    private void readout() throws IOException {
        rateWhileAnswering = rate();
        pty.master().write(rubbish, rubbish.length);
        String body = data + "!\r\n";
        if (block) {
            String checked = body + "\u0003";
            send("\u0002" + checked + (char) (D0Exchange.check(checked) ^ (wrongCheck ? 1 : 0)));
        } else {
            send(body);
        }
        readouts.incrementAndGet();
    }

    /// The rate that the other side listens at: it has changed by now, or is about to.
    private String rate() throws IOException {
        String speed;
        do {
            Process stty = new ProcessBuilder("stty", "-F", pty.device().toString(), "speed").start();
            speed = stty.inputReader().readAllAsString().strip();
        } while (changesRate && speed.equals("300"));
        return speed;
    }

    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        pty.master().write(bytes, bytes.length);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        pty.close();
    }
}
