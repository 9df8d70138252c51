"""The pages people look at: server-rendered, light, and nothing that only a page knows."""
