export default function ChannelsPage() {
  return (
    <main>
      <h1>Channels</h1>
    </main>
  );
}
