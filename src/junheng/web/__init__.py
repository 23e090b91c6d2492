"""Assembly of the web program: settings, routes, base pages, the server and the one clock."""
