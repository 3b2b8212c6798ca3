package io.polymeter.app.notify;

import io.polymeter.config.NotifySettings;
import io.polymeter.config.Settings;
import io.polymeter.link.Clock;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.message.Message;
import io.polymeter.runtime.Polymeter;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells problems as the configuration says, and goes over to another one.
public final class NotifyService {

    private final Polymeter polymeter;
    private final List<Supplier<List<Occurrence>>> sources = new CopyOnWriteArrayList<>();
    /// Outlives a change of the channels: what was told is not told again.
    private final Occurrences occurrences = new Occurrences();
    // Guarded by this.
    private @Nullable NotifySettings current;
    private @Nullable NotifierLink running;

    /// Tells nobody yet.
    public NotifyService(Polymeter polymeter) {
        this.polymeter = polymeter;
    }

    /// Whether somebody was told.
    ///
    /// @param fault why not; null: the channel has taken it
    public record Delivery(String channel, @Nullable Message fault) {}

    /// Adds something that knows of problems. What it gives is asked for each second and must not wait.
    public NotifyService watch(Supplier<List<Occurrence>> source) {
        sources.add(source);
        return this;
    }

    /// Tells as these settings say from now on.
    public synchronized void apply(Settings settings) {
        NotifySettings wanted = settings.notices();
        if (Objects.equals(wanted, current)) {
            return;
        }
        current = wanted;
        if (running != null) {
            polymeter.detach(running);
            running = null;
        }
        if (wanted != null) {
            NotifierLink link = new NotifierLink(channels(settings, polymeter.clock()), this::present, occurrences);
            running = link;
            polymeter.attach(link);
        }
    }

    /// That a channel does not work cannot be told by it.
    private List<Occurrence> present() {
        List<Occurrence> all = new ArrayList<>();
        sources.forEach(source -> all.addAll(source.get()));
        all.removeIf(each -> each.subject().equals(NotifierLink.NAME));
        return all;
    }

    /// Sends a test event over each channel, at once and once; waits for them.
    ///
    /// @return one for each channel; empty where nobody is to be told
    public static List<Delivery> test(Settings settings, Clock clock) throws InterruptedException {
        List<Delivery> deliveries = new ArrayList<>();
        for (NotificationChannel channel : channels(settings, clock)) {
            try {
                channel.send(Event.test(clock.wall()));
                deliveries.add(new Delivery(channel.name(), null));
            } catch (IOException e) {
                deliveries.add(new Delivery(channel.name(), Message.of(e)));
            }
        }
        return deliveries;
    }

    private static List<NotificationChannel> channels(Settings settings, Clock clock) {
        NotifySettings wanted = settings.notices();
        List<NotificationChannel> channels = new ArrayList<>();
        if (wanted == null) {
            return channels;
        }
        URI webhook = wanted.webhookAddress();
        if (webhook != null) {
            channels.add(new WebhookChannel(webhook, settings.state(), clock));
        }
        NotifySettings.NotifyMqtt mqtt = wanted.mqtt();
        if (mqtt != null) {
            Broker broker = new Broker(mqtt.broker(), mqtt.username(), mqtt.password(), mqtt.tls(), settings.state());
            channels.add(new MqttChannel(clock, broker, mqtt.topic()));
        }
        if (wanted.email() != null) {
            channels.add(new EmailChannel(
                    wanted.email(), settings.site().name(), settings.site().zone(), settings.state()));
        }
        return channels;
    }
}
