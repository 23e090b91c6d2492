"""Tags for the templates of the complaints."""
