package io.polymeter.link.mqtt;

import io.polymeter.link.mqtt.BrokerSession.Message;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// A clean session with a broker, of somebody who listens; a seam, so that a simulated world can be that broker.
public interface BrokerConnection extends AutoCloseable {

    /// Asks for messages.
    ///
    /// @param qos 0: at most once each; 1: at least once
    /// @throws IOException in words
    void subscribe(List<String> topics, int qos) throws IOException, InterruptedException;

    /// Sends a message, and waits until it is on its way.
    ///
    /// @throws IOException in words
    void publish(Message message) throws IOException, InterruptedException;

    /// Says whether the connection is still there.
    ///
    /// @throws IOException in words, if it has ended
    void check() throws IOException;

    @Override
    void close();

    /// How a broker is reached.
    interface Opener {

        /// Connects.
        ///
        /// @param arrived takes every message; must not wait
        /// @param ended called when the connection ends; must not wait
        /// @throws IOException in words
        BrokerConnection open(Broker broker, Consumer<Message> arrived, Runnable ended)
                throws IOException, InterruptedException;
    }
}
