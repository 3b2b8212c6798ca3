package io.polymeter.lab.loop;

import io.polymeter.regulation.Actuator;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.Regulator;
import io.polymeter.twin.TwinScore;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleUnaryOperator;

/// A house in real time whose battery reads an EM24 over Modbus TCP.
final class SocketHouse {

    private static final long SECOND = 1_000_000_000L;
    private static final int PATIENCE = 5000;
    private static final int TOTAL_POWER = 40;
    private static final int REPLY = 4;

    private final Regulation regulation;
    private final Regulator regulator;
    private final DoubleUnaryOperator load;
    private final SplittableRandom random;
    private Actuator actuator;
    private long begin = System.nanoTime();

    /// @param load what is drawn at a second, watts
    /// @param seed of when the battery asks
    SocketHouse(Regulation regulation, DoubleUnaryOperator load, long seed) {
        this.random = new SplittableRandom(seed);
        this.regulation = regulation;
        this.regulator = new Regulator(regulation, 0);
        this.actuator = new Actuator(regulation.plant(), 0);
        this.load = load;
    }

    private double now() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /// The power at the grid now, watts.
    synchronized double grid() {
        double second = now();
        return load.applyAsDouble(second) - actuator.power(second);
    }

    /// Lives so many seconds, once a value was read.
    TwinScore live(int seconds, int port) throws IOException, InterruptedException {
        while (Double.isNaN(power(port))) {
            LockSupport.parkNanos(SECOND / 20);
        }
        synchronized (this) {
            begin = System.nanoTime();
            actuator = new Actuator(regulation.plant(), 0);
        }
        Thread battery = Thread.ofVirtual().start(() -> regulate(port));
        double[] drawn = new double[seconds];
        double[] delivered = new double[seconds];
        double[] left = new double[seconds];
        for (int i = 0; i < seconds; i++) {
            LockSupport.parkNanos(begin + (i + 1) * SECOND - System.nanoTime());
            synchronized (this) {
                double second = now();
                drawn[i] = load.applyAsDouble(second);
                delivered[i] = actuator.power(second);
                left[i] = drawn[i] - delivered[i];
            }
        }
        battery.interrupt();
        battery.join();
        return TwinScore.of(left, drawn, delivered, Double.POSITIVE_INFINITY);
    }

    private void regulate(int port) {
        long next = begin + Math.round(regulation.poll() * random.nextDouble() * SECOND);
        LockSupport.parkNanos(next - System.nanoTime());
        while (!Thread.currentThread().isInterrupted()) {
            double told = power(port);
            synchronized (this) {
                double second = now();
                if (!Double.isNaN(told)) {
                    actuator.command(second, regulator.read(told, actuator.power(second)));
                }
            }
            double spread = 1 + regulation.jitter() * (2 * random.nextDouble() - 1);
            next += Math.round(regulation.poll() * spread * SECOND);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /// What the output says; NaN where it refuses.
    private static double power(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE);
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {0, 1, 0, 0, 0, 6, 1, 4, 0, TOTAL_POWER, 0, 2});
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.skipNBytes(7);
            if (in.readUnsignedByte() != REPLY) {
                return Double.NaN;
            }
            in.skipNBytes(1);
            int low = in.readUnsignedShort();
            return (in.readShort() << 16 | low) / 10.0;
        } catch (IOException _) {
            return Double.NaN;
        }
    }
}
